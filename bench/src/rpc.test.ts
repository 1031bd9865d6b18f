import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ProgramExit, repositoryRoot, startProgram } from "@breakwater/testkit";
import { expect, test } from "vitest";

async function bench(...args: string[]): Promise<ProgramExit> {
  const script = join(repositoryRoot, "scripts/bench.ts");
  await using program = startProgram(process.execPath, ["--conditions=@breakwater/source", script, ...args]);
  return await program.exited;
}

test("each protocol has the service, its peers and the limit, each with figures", async () => {
  const { code, stdout, stderr } = await bench("rpc", "--calls", "20", "--rounds", "1");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [tables = "", memory = ""] = stdout.split("Resident memory\n");
  const blocks = tables.trim().split("\n\n").slice(2);
  const servers = new Map(
    blocks.map((block) => {
      const [name = "", ...rows] = block.trim().split("\n");
      return [name, rows.map((row) => row.trim().split(/ {2,}/))];
    }),
  );
  const all = ["service", "connect-node", "bare node"];
  const json = ["service", "connect-node", "fastify", "bare node"];
  const grpc = ["service", "connect-node", "grpc-js", "bare node"];
  const expected = (
    [
      ["Connect JSON", ["HTTP/1.1", "HTTP/2"], json],
      ["Connect binary", ["HTTP/1.1", "HTTP/2"], all],
      ["gRPC", ["HTTP/2"], grpc],
      ["gRPC-Web", ["HTTP/1.1", "HTTP/2"], all],
    ] as const
  ).flatMap(([protocol, versions, names]) =>
    versions.flatMap((http) => ["cleartext", "TLS"].map((tls) => [`${protocol}, ${http}, ${tls}`, names] as const)),
  );
  expect([...servers].map(([name, rows]) => [name, rows.map(([server]) => server)])).toEqual(expected);
  for (const rows of servers.values()) {
    // The processor time of so few calls can be below the clock's step.
    for (const [, rate, p50, p99, bytes] of rows) {
      expect([rate, p50, p99, bytes].every((figure) => Number(figure) > 0)).toBe(true);
    }
    expect(rows.slice(1).every((row) => Number(row.at(-1)) > 0)).toBe(true);
  }
  expect(
    memory
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.trim().split(/ {2,}/)[0]),
  ).toEqual(["service", "connect-node", "grpc-js", "fastify", "bare node"]);
}, 120_000);

test("a profile says where the time goes, in ten lines for each call", async () => {
  const { code, stdout, stderr } = await bench("rpc", "--profile", "--calls", "300", "--rounds", "1");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const blocks = stdout
    .trim()
    .split("\n\n")
    .slice(1)
    .map((block) => block.split("\n"));
  expect(blocks.map(([name]) => name)).toEqual(["Connect JSON, HTTP/1.1, cleartext", "gRPC, HTTP/2, cleartext"]);
  for (const [, ...lines] of blocks) {
    expect(lines).toHaveLength(10);
    expect(lines.every((line) => /^ +\d+\.\d %  \S/.test(line))).toBe(true);
  }
}, 60_000);

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
