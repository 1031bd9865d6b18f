import { expect, test } from "vitest";
import { runProgram, startProgram } from "./program.ts";

const node = process.execPath;

test("output is awaited across its pieces", async () => {
  const script = `process.stdout.write("rea"); setImmediate(() => process.stdout.write("dy 7\\n"))`;
  await using program = startProgram(node, ["-e", `${script}; setInterval(() => {}, 1e6)`]);
  expect((await program.untilStdout(/ready (\d)/))[1]).toBe("7");
});

test("a program that ends before its output matches is told with what it wrote", async () => {
  await using program = startProgram(node, ["-e", `console.log("out"); console.error("err"); process.exitCode = 3`]);
  await expect(program.untilStdout(/ready/)).rejects.toThrow(/ended \(3\) before[^]*out\nerr/);
  expect(await program.exited).toEqual({ code: 3, signal: null, stdout: "out\n", stderr: "err\n" });
});

test("a disposed program is gone", async () => {
  const program = startProgram(node, ["-e", "setInterval(() => {}, 1e6)"]);
  await program[Symbol.asyncDispose]();
  expect((await program.exited).signal).toBe("SIGTERM");
});

test("a program that fails, or cannot be started, rejects", async () => {
  expect(await runProgram(node, ["-p", "6 * 7"])).toBe("42\n");
  await expect(runProgram(node, ["-e", "process.exit(4)"])).rejects.toThrow("process.exit(4) failed (4)");
  await expect(runProgram("no-such-program", [])).rejects.toThrow("ENOENT");
});
