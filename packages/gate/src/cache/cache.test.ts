import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { Cache } from "./cache.ts";

const content = Buffer.from("what was compiled ".repeat(20));

test("an entry is what was kept, byte for byte, and other keys and kinds have none", () => {
  using folder = temporaryFolder();
  assert(
    property(uint8Array(), (bytes) => {
      new Cache(folder.path).write("closure", "a", bytes);
      expect([...(new Cache(folder.path).read("closure", "a") ?? [])]).toEqual([...bytes]);
    }),
  );
  const cache = new Cache(folder.path);
  expect(cache.read("closure", "b")).toBeUndefined();
  expect(cache.read("facts", "a")).toBeUndefined();
  expect(cache.notes).toEqual([]);
});

test("an entry with any bit of it flipped is not used, and goes", () => {
  using folder = temporaryFolder();
  new Cache(folder.path).write("closure", "a", content);
  const path = join(folder.path, readdirSync(folder.path)[0] ?? "");
  const bytes = readFileSync(path);
  for (let index = 0; index < bytes.length; index += 1) {
    const damaged = Buffer.from(bytes);
    damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8));
    writeFileSync(path, damaged);
    expect(new Cache(folder.path).read("closure", "a")).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  }
  writeFileSync(path, bytes.subarray(0, 30));
  const cache = new Cache(folder.path);
  expect(cache.read("closure", "a")).toBeUndefined();
  expect(cache.notes).toEqual([`cache: an entry was damaged, and made anew (${folder.path})`]);
  cache.write("closure", "a", content);
  expect(new Cache(folder.path).read("closure", "a")).toEqual(content);
});

test("an entry under the name of another one is not used", () => {
  using folder = temporaryFolder();
  const cache = new Cache(folder.path);
  cache.write("closure", "a", content);
  const [a = ""] = readdirSync(folder.path);
  cache.write("closure", "b", Buffer.from("other"));
  const b = readdirSync(folder.path).find((name) => name !== a) ?? "";
  writeFileSync(join(folder.path, b), readFileSync(join(folder.path, a)));
  expect(new Cache(folder.path).read("closure", "b")).toBeUndefined();
});

test("entries of another version are told apart from damage", () => {
  using folder = temporaryFolder();
  for (const key of ["a", "b"]) new Cache(folder.path).write("closure", key, content);
  for (const name of readdirSync(folder.path)) {
    const path = join(folder.path, name);
    const bytes = readFileSync(path).subarray("breakwater cache 1\n".length);
    writeFileSync(path, Buffer.concat([Buffer.from("breakwater cache 12\n"), bytes]));
  }
  const cache = new Cache(folder.path);
  for (const key of ["a", "b"]) expect(cache.read("closure", key)).toBeUndefined();
  expect(cache.notes).toEqual([`cache: 2 entries were written by another version, and made anew (${folder.path})`]);
});

test("without a folder, and with one that cannot be written, nothing is kept and nothing fails", () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { file: "" });
  const faulty = new Cache(join(folder.path, "file", "cache"));
  for (const cache of [new Cache(undefined), faulty]) {
    cache.write("closure", "a", content);
    cache.prune();
    expect(cache.read("closure", "a")).toBeUndefined();
  }
  expect(faulty.notes).toEqual([
    `cache: ${folder.path}/file/cache cannot be written (ENOTDIR): the next check starts over`,
  ]);
});

/** Sets the time of last use, in seconds before now. */
function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}

test("what was of no use for longest goes until the rest is within the limit; other files stay", () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "notes.txt": "mine", "closure-1": "mine" });
  const cache = new Cache(folder.path, 3000);
  for (const [index, key] of ["a", "b", "c", "d"].entries()) {
    const before = new Set(readdirSync(folder.path));
    cache.write("closure", key, randomBytes(1000));
    const name = readdirSync(folder.path).find((candidate) => !before.has(candidate)) ?? "";
    age(join(folder.path, name), 1000 - index * 100);
  }
  // Read just now.
  expect(cache.read("closure", "a")).toBeDefined();
  cache.prune();
  const left = ["a", "b", "c", "d"].filter((key) => new Cache(folder.path).read("closure", key) !== undefined);
  expect(left[0]).toBe("a");
  expect(left).not.toContain("b");
  expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(["notes.txt", "closure-1"]));
});

test("what a killed run left behind goes after an hour, and not before", () => {
  using folder = temporaryFolder();
  const [old, fresh] = ["0".repeat(36), "1".repeat(36)].map((id) => join(folder.path, `${id}.tmp`));
  for (const path of [old, fresh]) writeFileSync(path ?? "", "half an entry");
  age(old ?? "", 3700);
  const cache = new Cache(folder.path);
  cache.write("closure", "a", content);
  cache.prune();
  expect([old, fresh].map((path) => existsSync(path ?? ""))).toEqual([false, true]);
});
