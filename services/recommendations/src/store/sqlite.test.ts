import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "@breakwater/testkit";
import { describe, expect, test } from "vitest";
import { testBook } from "../testing/book.ts";
import { sqliteData } from "../testing/sqlite-data.ts";
import { describeStore } from "../testing/store-contract.ts";
import { DATA_FILE, openSqliteStore } from "./sqlite.ts";
import { explainOpenError } from "./store-fault.ts";

describeStore("SQLite", sqliteData);

const books = [testBook()];

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return "no error";
}

test("the data folder is made with its parents, and writes are synchronous", async () => {
  using folder = temporaryFolder();
  const store = openSqliteStore(join(folder.path, "a/b"), books);
  const file = new DatabaseSync(join(folder.path, "a/b", DATA_FILE), { readOnly: true });
  expect(file.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  file.close();
  await store.close();
});

describe("data that cannot be used is named with what to do", () => {
  test("a file in place of the folder", () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "file");
    writeFileSync(path, "");
    const message = messageOf(() => openSqliteStore(path, books));
    expect(message).toContain(`StoreFault: The data folder ${path} cannot be made (EEXIST`);
    expect(message).toContain("set DATA_DIR");
  });

  test("a folder in place of the file", () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, DATA_FILE));
    expect(messageOf(() => openSqliteStore(folder.path, books))).toContain("cannot be opened: it must be a file");
  });

  test("a file that is no database", () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, DATA_FILE), "no database ".repeat(100));
    expect(messageOf(() => openSqliteStore(folder.path, books))).toContain(
      `The data file ${join(folder.path, DATA_FILE)} cannot be used: it is no SQLite database: restore`,
    );
  });

  test("a database whose pages are damaged", async () => {
    using folder = temporaryFolder();
    await openSqliteStore(folder.path, books).close();
    const path = join(folder.path, DATA_FILE);
    const bytes = readFileSync(path);
    // The first page names the tables; the rest is theirs.
    writeFileSync(path, bytes.fill(0xff, 4096));
    expect(messageOf(() => openSqliteStore(folder.path, books))).toContain("it is damaged: restore it from a backup");
  });

  test("a file of a newer release", async () => {
    using folder = temporaryFolder();
    await openSqliteStore(folder.path, books).close();
    const path = join(folder.path, DATA_FILE);
    const file = new DatabaseSync(path);
    file.exec("PRAGMA user_version = 2");
    file.close();
    expect(messageOf(() => openSqliteStore(folder.path, books))).toBe(
      `StoreFault: The data file ${path} has version 2 and this release knows 1: run a newer release.`,
    );
  });

  // The tests may run as a user whom no permission stops, so the code stands for the situation.
  const codes = [
    { code: 8, text: "it cannot be written" },
    { code: 8 | (6 << 8), text: "it cannot be written" },
    { code: 13, text: "the disk is full" },
    { code: 5, text: "another process holds it" },
  ];
  for (const { code, text } of codes) {
    test(`SQLite's code ${code}`, () => {
      const error = Object.assign(new Error("driver text"), { errcode: code });
      expect(explainOpenError("/data/file", error).message).toContain(
        `The data file /data/file cannot be used: ${text}`,
      );
    });
  }
});
