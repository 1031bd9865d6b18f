#!/usr/bin/env node
import { createLog, runUntilStopped, startService } from "@breakwater/service-runtime";
import { release } from "./release.ts";
import { openMarketplace } from "./service.ts";
import { settings } from "./settings.ts";

const log = createLog((line) => process.stderr.write(line));
const exitCode = await runUntilStopped({
  name: release.name,
  log,
  settings,
  environment: process.env,
  argv: process.argv.slice(2),
  start: async (configuration) => await startService({ configuration, log, release }, openMarketplace),
});
process.exit(exitCode);
