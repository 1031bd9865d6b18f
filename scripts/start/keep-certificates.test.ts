import { EventEmitter, once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readTree, temporaryFolder } from "@breakwater/testkit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepCertificates } from "./keep-certificates.ts";

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Lets time pass until the last of some hours, and then that one: only it looks at the certificates. */
function pass(hours: number): void {
  vi.setSystemTime(Date.now() + (hours - 1) * HOUR_MS);
  vi.advanceTimersByTime(HOUR_MS);
}

test("leaves are renewed while the stack runs, and a renewal that fails is told and tried again", async () => {
  using folder = temporaryFolder();
  const said = new EventEmitter();
  const io = {
    stdout: (text: string) => void said.emit("stdout", text),
    stderr: (text: string) => void said.emit("stderr", text),
  };
  const stack = { folder: join(folder.path, "certs"), services: ["books"], host: "127.0.0.1" };
  using resources = new DisposableStack();
  resources.use(await keepCertificates(stack, io));
  const made = readTree(stack.folder);

  const renewed = once(said, "stdout");
  pass(73);
  expect(await renewed).toEqual(["start: renewed the certificates of books, client\n"]);
  expect(readTree(stack.folder).get("ca.crt")).toBe(made.get("ca.crt"));
  expect(readTree(stack.folder).get("books.crt")).not.toBe(made.get("books.crt"));

  rmSync(join(stack.folder, "books.crt"));
  // In the way of the new file.
  mkdirSync(join(stack.folder, "books.crt.new"));
  const failed = once(said, "stderr");
  pass(1);
  expect(await failed).toEqual([expect.stringContaining(`cannot renew the certificates in ${stack.folder}, trying`)]);

  rmSync(join(stack.folder, "books.crt.new"), { recursive: true });
  const again = once(said, "stdout");
  pass(1);
  expect(await again).toEqual(["start: renewed the certificates of books\n"]);
});
