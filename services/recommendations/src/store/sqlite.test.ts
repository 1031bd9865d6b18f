import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "@breakwater/testkit";
import { describe, expect, test } from "vitest";
import { testBook } from "../testing/book.ts";
import { sqliteData } from "../testing/sqlite-data.ts";
import { messageOf } from "../testing/message-of.ts";
import { describeStore } from "../testing/store-contract.ts";
import { DATA_FILE, openSqliteStore } from "./sqlite.ts";
import { sqliteOpenFault } from "./sqlite-fault.ts";

describeStore("SQLite", sqliteData);

const books = [testBook()];

/** The tables of version 1 as its release wrote them, with a book, an opinion and a secret. */
const VERSION_1 = `
  CREATE TABLE book (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, title TEXT NOT NULL, authors TEXT NOT NULL,
    year INTEGER NOT NULL, categories TEXT NOT NULL, editors_choice INTEGER NOT NULL) STRICT;
  CREATE TABLE feedback_request (user_id TEXT NOT NULL, request_id TEXT NOT NULL,
    book_id TEXT NOT NULL REFERENCES book (id), kind TEXT NOT NULL, recorded_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, request_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE opinion (user_id TEXT NOT NULL, book_id TEXT NOT NULL REFERENCES book (id), kind TEXT NOT NULL,
    vote INTEGER, recorded_at INTEGER NOT NULL, PRIMARY KEY (user_id, book_id)) STRICT, WITHOUT ROWID;
  CREATE TABLE rating (book_id TEXT PRIMARY KEY REFERENCES book (id), likes INTEGER NOT NULL,
    dislikes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE secret (value BLOB NOT NULL) STRICT;
  INSERT INTO book VALUES ('book-1', 1, 'Old title', '["A"]', 1900, '["mystery"]', 0);
  INSERT INTO feedback_request VALUES ('u', 'r', 'book-1', 'like', 7);
  INSERT INTO opinion VALUES ('u', 'book-1', 'like', 1, 7);
  INSERT INTO rating VALUES ('book-1', 1, 0);
  INSERT INTO secret VALUES (x'${"07".repeat(32)}');
  PRAGMA user_version = 1;
`;

test("the data folder is made with its parents, and writes are synchronous", async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, "a/b"), books);
  const file = new DatabaseSync(join(folder.path, "a/b", DATA_FILE), { readOnly: true });
  expect(file.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  file.close();
  await store.close();
});

test("a file that version 1 wrote opens with all it has", async () => {
  using folder = temporaryFolder();
  const file = new DatabaseSync(join(folder.path, DATA_FILE));
  file.exec(VERSION_1);
  file.close();
  const store = await openSqliteStore(folder.path, books);
  expect(await store.books()).toEqual(books);
  const opinion = { bookId: "book-1", kind: "like", recordedAt: new Date(7) };
  expect(await store.taste("u")).toEqual({
    ratings: new Map([["book-1", { likes: 1, dislikes: 0 }]]),
    opinions: [opinion],
  });
  expect(await store.secret()).toEqual(new Uint8Array(32).fill(7));
  const again = await store.record({ userId: "u", bookId: "book-1", kind: "like", requestId: "r" }, new Date(8));
  expect(again).toEqual({ kind: "repeated", receipt: opinion });
  await store.close();
});

test("a folder that is held is refused with who holds it, and free once that closes", async () => {
  using folder = temporaryFolder();
  const first = await openSqliteStore(folder.path, books);
  const message = await messageOf(openSqliteStore(folder.path, books));
  expect(message).toContain(
    `ConfigurationFault: The data folder ${folder.path} is held by process ${process.pid} on ${hostname()} since 20`,
  );
  expect(await first.books()).toEqual(books);
  await first.close();
  const second = await openSqliteStore(folder.path, books);
  await second.close();
});

test("the event loop turns while the file is at work", async () => {
  using folder = temporaryFolder();
  const many = Array.from({ length: 20_000 }, (_, index) => testBook({ number: index + 1 }));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const store = await openSqliteStore(folder.path, many);
  const during = turns;
  clearInterval(timer);
  await store.close();
  // In this thread, twenty thousand inserts would be one turn.
  expect(during).toBeGreaterThan(5);
});

test("calls that a closed store gets fail with what to think of it", async () => {
  using folder = temporaryFolder();
  const store = await openSqliteStore(folder.path, books);
  await store.close();
  expect(await messageOf(store.books())).toBe(`StoreFault: The data file ${join(folder.path, DATA_FILE)} is closed.`);
});

describe("data that cannot be used is named with what to do", () => {
  test("a file in place of the folder", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "file");
    writeFileSync(path, "");
    const message = await messageOf(openSqliteStore(path, books));
    expect(message).toContain(`StoreFault: The data folder ${path} cannot be made (EEXIST`);
    expect(message).toContain("set DATA_DIR");
  });

  test("a folder in place of the file", async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, DATA_FILE));
    expect(await messageOf(openSqliteStore(folder.path, books))).toContain("cannot be opened: it must be a file");
  });

  test("a file that is no database, and the folder is free again", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, DATA_FILE);
    writeFileSync(path, "no database ".repeat(100));
    const fault = `StoreFault: The data file ${path} cannot be used: it is no SQLite database: restore`;
    expect(await messageOf(openSqliteStore(folder.path, books))).toContain(fault);
    expect(await messageOf(openSqliteStore(folder.path, books))).toContain(fault);
  });

  test("a database whose pages are damaged", async () => {
    using folder = temporaryFolder();
    await (await openSqliteStore(folder.path, books)).close();
    const path = join(folder.path, DATA_FILE);
    const bytes = readFileSync(path);
    // The first page names the tables; the rest is theirs.
    writeFileSync(path, bytes.fill(0xff, 4096));
    expect(await messageOf(openSqliteStore(folder.path, books))).toContain("it is damaged: restore it from a backup");
  });

  test("a file of a newer release", async () => {
    using folder = temporaryFolder();
    await (await openSqliteStore(folder.path, books)).close();
    const path = join(folder.path, DATA_FILE);
    const file = new DatabaseSync(path);
    file.exec("PRAGMA user_version = 2");
    file.close();
    expect(await messageOf(openSqliteStore(folder.path, books))).toBe(
      `StoreFault: The data file ${path} has version 2 and this release knows 1: run a newer release.`,
    );
  });

  const codes = [
    { code: 8, text: "it cannot be written" },
    { code: 8 | (6 << 8), text: "it cannot be written" },
    { code: 13, text: "the disk is full" },
    { code: 5, text: "another process holds it" },
  ];
  for (const { code, text } of codes) {
    test(`SQLite's code ${code}`, () => {
      const error = Object.assign(new Error("driver text"), { errcode: code });
      expect(sqliteOpenFault("/data/file", error).message).toContain(
        `The data file /data/file cannot be used: ${text}`,
      );
    });
  }
});
