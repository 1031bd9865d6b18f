#!/usr/bin/env node
import { createLog } from "./server/log.ts";
import { runUntilStopped } from "./server/run.ts";
import { startService } from "./server/service.ts";
import { settings } from "./settings.ts";

const log = createLog((line) => process.stderr.write(line));
const exitCode = await runUntilStopped({
  name: "recommendations",
  log,
  settings,
  environment: process.env,
  argv: process.argv.slice(2),
  start: async (configuration) => startService(configuration, log),
});
process.exit(exitCode);
