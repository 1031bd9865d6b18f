#!/usr/bin/env node
import { createLog, runUntilStopped, startService } from "@breakwater/service-runtime";
import { openRecommendations } from "./service.ts";
import { settings } from "./settings.ts";

const log = createLog((line) => process.stderr.write(line));
const exitCode = await runUntilStopped({
  name: "recommendations",
  log,
  settings,
  environment: process.env,
  argv: process.argv.slice(2),
  start: async (configuration) => await startService({ configuration, log }, openRecommendations),
});
process.exit(exitCode);
