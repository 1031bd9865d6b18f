import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ProgramExit, repositoryRoot, startProgram } from "@breakwater/testkit";
import { expect, test } from "vitest";

async function bench(...args: string[]): Promise<ProgramExit> {
  const script = join(repositoryRoot, "scripts/bench.ts");
  await using program = startProgram(process.execPath, ["--conditions=@breakwater/source", script, ...args]);
  return await program.exited;
}

test("the table has the service and its peer for each protocol, and a ratio", async () => {
  const { code, stdout, stderr } = await bench("rpc", "--calls", "50", "--rounds", "1");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = stdout
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => line.split(/ {2,}/));
  expect(rows[0]).toEqual(["CALL", "SERVER", "REQ/S", "P50 MS", "P99 MS", "RATIO"]);
  expect(rows.slice(1).map((row) => row.slice(0, 2))).toEqual([
    ["Connect JSON", "service"],
    ["", "bare node:http"],
    ["Connect binary", "service"],
    ["", "bare node:http"],
    ["gRPC", "service"],
    ["", "bare node:http2"],
  ]);
  for (const [, , ...figures] of rows.slice(1)) {
    expect(figures.map(Number).every((figure) => figure > 0)).toBe(true);
  }
});

test.each([
  { args: [], says: "usage: " },
  { args: ["rcp"], says: "bench: there is no benchmark 'rcp'" },
  { args: ["rpc", "--calls", "0"], says: "--calls needs a whole number from 1, not '0'" },
  { args: ["rpc", "--cals", "5"], says: "Unknown option '--cals'" },
])("$args is wrong usage", async ({ args, says }) => {
  const { code, stdout, stderr } = await bench(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(says);
});

test("--help lists the benchmarks that there are, and one tells its options", async () => {
  const { code, stdout } = await bench("--help");
  const names = [...stdout.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name);
  expect({ code, names }).toEqual({ code: 0, names: ["gate", "rpc"] });
  for (const name of names) expect(existsSync(join(repositoryRoot, `bench/src/${name}.ts`))).toBe(true);
  expect(await bench("rpc", "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("--calls N") });
});
