#!/usr/bin/env node
import { run } from "./cli.ts";
import { exitCodes } from "./exit-code.ts";

const controller = new AbortController();
const signals = { SIGINT: 130, SIGTERM: 143 } as const;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Commands that run are killed, temporary folders are removed, and then the process ends as the signal says.
  process.once(signal, () => {
    process.exitCode = signals[signal];
    controller.abort(new Error(`ended by ${signal}`));
  });
}

const { env, stdout, stderr } = process;
// A full disk, or a reader that has gone: without a report there is no verdict.
stdout.on("error", ({ message }) => {
  process.exitCode = exitCodes.internal.code;
  stderr.write(`breakwater: the report cannot be written: ${message}\n`);
});
stderr.on("error", () => undefined);
const hasColor = stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
const isWatched = stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb";
// Back to the start of the line, and clear it; a longer line would take two.
const status = (text: string): void => void stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns || 80) - 1)}`);
const exitCode = await run(process.argv.slice(2), {
  // pnpm runs scripts in the folder of their package and says where it was called.
  cwd: env["INIT_CWD"] ?? process.cwd(),
  env,
  color: hasColor,
  execPath: process.execPath,
  stdout: (text) => stdout.write(text),
  stderr: (text) => stderr.write(text),
  ...(isWatched ? { status } : {}),
  now: () => new Date(),
  signal: controller.signal,
});
// Set already when a signal came, or when the report could not be written.
process.exitCode ??= exitCode;
