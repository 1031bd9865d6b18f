#!/usr/bin/env node
import { createLog, runUntilStopped, startService } from "@breakwater/service-runtime";
import { commands } from "./commands.ts";
import { release } from "./release.ts";
import { openRecommendations } from "./service.ts";
import { settings } from "./settings.ts";

const log = createLog((line) => process.stderr.write(line));
const exitCode = await runUntilStopped({
  name: release.name,
  log,
  settings,
  environment: process.env,
  argv: process.argv.slice(2),
  commands,
  start: async (configuration) => await startService({ configuration, log, release }, openRecommendations),
});
process.exit(exitCode);
