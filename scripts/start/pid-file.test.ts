import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { claimPidFile, type ProcessTable, releasePidFile, systemProcesses } from "./pid-file.ts";

const running = new Map([
  [20, "node --conditions=@breakwater/source scripts/start.ts "],
  [30, "postgres -D data "],
  [40, ""],
]);
const processes: ProcessTable = { self: 10, commandLine: (pid) => running.get(pid) };

test.each<{ content: string | undefined; owner: number | undefined; why: string }>([
  { content: undefined, owner: undefined, why: "there is no file" },
  { content: "20\n", owner: 20, why: "a start with that pid runs" },
  { content: "21\n", owner: undefined, why: "no process has that pid" },
  { content: "30\n", owner: undefined, why: "another program has that pid by now" },
  { content: "40\n", owner: 40, why: "the process runs, and its command line cannot be read" },
  { content: "10\n", owner: undefined, why: "it is our own pid, of a run before" },
  { content: "", owner: undefined, why: "the file is empty" },
  { content: "-1\n", owner: undefined, why: "it is no pid" },
])("the owner is $owner when $why", ({ content, owner }) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "start.pid");
  if (content !== undefined) writeFileSync(path, content);
  expect(claimPidFile(path, processes)).toBe(owner);
  expect(readFileSync(path, "utf8")).toBe(owner === undefined ? "10\n" : content);
});

test("a released file is gone", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "start.pid");
  claimPidFile(path, processes);
  releasePidFile(path);
  expect(existsSync(path)).toBe(false);
});

test("the system's processes are told from pids that nobody has", () => {
  const table = systemProcesses(process.pid, process.kill.bind(process));
  expect(table.commandLine(process.pid)).toBeDefined();
  // Above the highest pid that Linux and macOS give.
  expect(table.commandLine(2 ** 22 + 1)).toBeUndefined();
});
