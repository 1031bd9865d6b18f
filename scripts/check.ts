import { styleText } from "node:util";
import { runCheck } from "./check/run-check.ts";
import { steps } from "./check/steps.ts";
import { repositoryRoot } from "./repository/files.ts";

process.exitCode = await runCheck(process.argv.slice(2), steps, {
  root: repositoryRoot,
  write: (text) => process.stdout.write(text),
  // styleText leaves the text alone when stdout is no terminal or NO_COLOR is set.
  paint: (text, passed) => styleText(passed ? "green" : "red", text, { stream: process.stdout }),
});
