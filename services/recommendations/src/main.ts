#!/usr/bin/env node
import { readConfiguration } from "./config.ts";
import { createLog } from "./server/log.ts";
import { runUntilStopped } from "./server/run.ts";
import { startService } from "./server/service.ts";

const log = createLog((line) => process.stderr.write(line));
const exitCode = await runUntilStopped({
  name: "recommendations",
  log,
  start: async () => startService(readConfiguration(process.env), log),
});
process.exit(exitCode);
