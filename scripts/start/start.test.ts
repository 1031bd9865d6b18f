import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import {
  type ProgramExit,
  repositoryRoot,
  type RunningStack,
  startProgram,
  startStack,
  temporaryFolder,
  untilFileMatches,
} from "@breakwater/testkit";
import { expect, test } from "vitest";

const entry = "scripts/start/fakes/start.ts";
const freePorts = ["--recommendations-port", "0", "--orders-port", "0"];

async function startFakes(env: Record<string, string> = {}): Promise<RunningStack> {
  return await startStack({ entry, args: freePorts, env });
}

/** Runs the launcher to its end: for stacks that do not come up. */
async function runFakes(args: readonly string[], env: Record<string, string> = {}): Promise<ProgramExit> {
  await using program = startProgram(process.execPath, ["--conditions=@breakwater/source", entry, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
  });
  return await program.exited;
}

test("the table has name, URL and meaning of each service and fits 80 columns", async () => {
  await using stack = await startFakes();
  expect(stack.program.stdout).toMatch(/^NAME +URL +WHAT IT IS$/m);
  expect(stack.program.stdout).toMatch(/^recommendations {2}http:\/\/127\.0\.0\.1:\d+ +a fake$/m);
  expect(stack.program.stdout).toMatch(/^orders {2,}http:\/\/127\.0\.0\.1:\d+ +another fake$/m);
  expect(stack.pid).toBe(stack.program.child.pid);
  const widths = stack.program.stdout.split("\n").map((line) => line.length);
  // The data folder is the test's, which can be a long path.
  expect(Math.max(...widths) - stack.data.length).toBeLessThanOrEqual(80);
  expect(stack.program.stdout).not.toContain("\u001B");
});

test("a service gets its address, a data folder of its own and the commit of the working tree", async () => {
  await using stack = await startFakes({ COMMIT: "" });
  const response = await fetch(`${stack.url("orders")}/env`);
  const commit = expect.stringMatching(/^[0-9a-f]{40}$/);
  expect(await response.json()).toEqual({ data: join(stack.data, "orders"), commit, host: "127.0.0.1", port: 0 });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s finishes what is in flight and exits 0", async (signal) => {
  await using stack = await startFakes();
  const response = await fetch(`${stack.url("orders")}/slow`);
  process.kill(stack.pid, signal);
  expect(await response.text()).toBe("finished");
  expect(await stack.program.exited).toMatchObject({ code: 0, stderr: "" });
  // One signal each, whatever the launcher got.
  expect(stack.log("orders")).toMatch(/\nstop by SIGTERM\ndrained\n$/);
  expect(stack.log("recommendations")).toMatch(/\nstop by SIGTERM\ndrained\n$/);
});

test("a Ctrl-C on the terminal, which signals the group, reaches a service once", async () => {
  using folder = temporaryFolder();
  await using program = startProgram(
    process.execPath,
    ["--conditions=@breakwater/source", entry, "--data", folder.path, ...freePorts],
    { cwd: repositoryRoot, detached: true },
  );
  await program.untilStdout(/breakwater check\n/);
  process.kill(-Number(program.child.pid), "SIGINT");
  expect(await program.exited).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(join(folder.path, "logs/orders.log"), "utf8")).toMatch(/\nstop by SIGTERM\ndrained\n$/);
});

test("a second signal ends a drain that hangs, at once", async () => {
  await using stack = await startFakes({ FAKE_DRAIN: "never" });
  process.kill(stack.pid, "SIGTERM");
  await untilFileMatches(join(stack.data, "logs/orders.log"), /stop by SIGTERM/);
  process.kill(stack.pid, "SIGINT");
  expect((await stack.program.exited).code).toBe(130);
  expect(existsSync(join(stack.data, "start.pid"))).toBe(false);
});

test("a signal before the services listen stops them and exits 0", async () => {
  using folder = temporaryFolder();
  await using program = startProgram(
    process.execPath,
    ["--conditions=@breakwater/source", entry, "--data", folder.path, ...freePorts],
    { cwd: repositoryRoot, env: { ...process.env, FAKE_START: "hang" } },
  );
  mkdirSync(join(folder.path, "logs"));
  const log = join(folder.path, "logs/recommendations.log");
  writeFileSync(log, "");
  await untilFileMatches(log, /listening/);
  program.child.kill("SIGTERM");
  expect(await program.exited).toMatchObject({ code: 0, stdout: "" });
});

test("when the launcher is killed, its services drain", async () => {
  await using stack = await startFakes();
  const response = await fetch(`${stack.url("orders")}/slow`);
  process.kill(stack.pid, "SIGKILL");
  expect(await response.text()).toBe("finished");
  await untilFileMatches(join(stack.data, "logs/orders.log"), /\nstop by disconnect\ndrained\n$/);
  await untilFileMatches(join(stack.data, "logs/recommendations.log"), /\nstop by disconnect\ndrained\n$/);
  // Killed, it could not remove its pid file; the next start is not stopped by it.
  expect(readFileSync(join(stack.data, "start.pid"), "utf8")).toBe(`${stack.pid}\n`);
  await using next = startProgram(
    process.execPath,
    ["--conditions=@breakwater/source", entry, "--data", stack.data, ...freePorts],
    { cwd: repositoryRoot },
  );
  await next.untilStdout(/breakwater check\n/);
});

test("a service that dies is named with its exit code and its last words, and the others drain", async () => {
  await using stack = await startFakes();
  await fetch(`${stack.url("orders")}/die`).catch(() => undefined);
  const { code, stderr } = await stack.program.exited;
  expect(code).toBe(1);
  expect(stderr).toContain("start: orders ended unexpectedly, with exit code 3\n");
  expect(stderr).toContain("  orders | the disk is on fire\n");
  expect(stack.log("recommendations")).toMatch(/\nstop by SIGTERM\ndrained\n$/);
});

test("a service that fails while draining is told, and the exit code is 1", async () => {
  await using stack = await startFakes({ FAKE_DRAIN: "fails" });
  process.kill(stack.pid, "SIGTERM");
  const { code, stderr } = await stack.program.exited;
  expect(code).toBe(1);
  expect(stderr).toContain("start: orders ended unexpectedly, with exit code 4\n");
});

test.each([
  { env: { FAKE_START: "crash" }, says: "start: orders ended unexpectedly, with exit code 1\n" },
  { env: { FAKE_START: "crash" }, says: "Error: cannot read the catalogue" },
  { env: { FAKE_START: "refuse" }, says: "start: orders cannot start: the database is of a newer release\n" },
  { env: { FAKE_PREPARE: "fails" }, says: "start: buf generate failed\n" },
])("a stack that does not come up exits 1: $says", async ({ env, says }) => {
  using folder = temporaryFolder();
  const { code, stdout, stderr } = await runFakes(["--data", folder.path, ...freePorts], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(says);
  expect(existsSync(join(folder.path, "start.pid"))).toBe(false);
});

test("a busy port is named with its service and its option", async () => {
  using folder = temporaryFolder();
  await using other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const args = ["--data", folder.path, "--recommendations-port", "0", "--orders-port", String(port)];
  const { code, stdout, stderr } = await runFakes(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(`start: orders cannot listen on 127.0.0.1:${port}, because another program has that port.
Choose another port with --orders-port N (0 picks a free one), or stop that program.
`);
});

test("a port that an earlier start holds is told with its pid", async () => {
  await using stack = await startFakes();
  const port = new URL(stack.url("orders")).port;
  const args = ["--data", stack.data, "--recommendations-port", "0", "--orders-port", port];
  const { code, stderr } = await runFakes(args);
  expect(code).toBe(2);
  expect(stderr).toContain(`start: orders cannot listen on 127.0.0.1:${port},`);
  expect(stderr).toContain(`kill ${stack.pid}\n`);
  expect(stderr).toContain("--orders-port N --data DIR");
});

test("a data folder serves one stack at a time", async () => {
  await using stack = await startFakes();
  const { code, stderr } = await runFakes(["--data", stack.data, ...freePorts]);
  expect(code).toBe(2);
  expect(stderr).toContain(`pid ${stack.pid}.\n`);
  expect(stderr).toContain("--data DIR");
  expect((await fetch(`${stack.url("orders")}/env`)).status).toBe(200);
});

test("a data folder that cannot be made is told", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  const { code, stderr } = await runFakes(["--data", join(file, "data")]);
  expect(code).toBe(2);
  expect(stderr).toContain(`start: cannot use the data folder ${file}/data: `);
});

test("an unknown option is answered with the nearest, and --help with examples", async () => {
  const wrong = await runFakes(["--order-port", "1"]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("start: unknown option '--order-port'; did you mean '--orders-port'?\n");
  const help = await runFakes(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("  --orders-port N           port of orders, default 8081; 0: a free one\n");
  expect(help.stdout).toContain("  npx --yes pnpm@12.21.0 start --recommendations-port 0\n");
});
