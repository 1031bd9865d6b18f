import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { describe, expect, test } from "vitest";
import type { Feedback } from "../domain/feedback.ts";
import { testBook } from "../testing/book.ts";
import { openSqlStore } from "./sql-store.ts";
import { SqliteDatabase } from "./sqlite-database.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

const books = [testBook()];
const at = new Date(7);

function feedback(number: number): Feedback {
  return { userId: `user-${number}`, bookId: "book-1", kind: "like", requestId: `request-${number}` };
}

/** Records feedback until that fails; returns how many were recorded, and the error. */
async function recordUntilFailure(store: Store): Promise<{ readonly recorded: number; readonly error: unknown }> {
  for (let recorded = 0; ; recorded += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      await store.record(feedback(recorded), at);
    } catch (error) {
      return { recorded, error };
    }
  }
}

// What SQLite itself does when it can neither grow the file nor write to it; no disk is filled for it.
const limits = [
  {
    kind: "full",
    begin: "PRAGMA max_page_count = 40",
    end: "PRAGMA max_page_count = 1000000",
    text: "the disk is full",
  },
  { kind: "read-only", begin: "PRAGMA query_only = 1", end: "PRAGMA query_only = 0", text: "it cannot be written" },
];

describe("a file that cannot be written any more", () => {
  for (const { kind, begin, end, text } of limits) {
    test(`because it is ${kind}: says so, keeps what was recorded, and takes the same request later`, async () => {
      using folder = temporaryFolder();
      const path = join(folder.path, "data");
      const database = new SqliteDatabase(path);
      const store = await openSqlStore(database, { books, subject: "The data" });
      await database.all(begin);
      const { recorded, error } = await recordUntilFailure(store);
      const message: unknown = expect.stringContaining(`The data file ${path} cannot be used: ${text}`);
      expect(error).toMatchObject({ name: "StoreFault", kind, message });
      expect((await store.taste("user-0")).ratings.get("book-1")?.likes ?? 0).toBe(recorded);
      await database.all(end);
      expect(await store.record(feedback(recorded), at)).toMatchObject({ kind: "recorded" });
      expect((await store.taste("user-0")).ratings.get("book-1")?.likes).toBe(recorded + 1);
      await store.close();
    });
  }
});

/** A process that gives up root once the code is loaded, and opens the store. */
const opener = `
  const { openSqliteStore } = await import(process.argv[1]);
  if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
  await openSqliteStore(process.argv[2], []).catch((error) => console.log(error.name + ": " + error.message));
`;

test("a folder that this user may not write is refused with what to do, and loses nothing", async () => {
  using folder = temporaryFolder();
  const first = await openSqliteStore(folder.path, books);
  await first.record(feedback(1), at);
  await first.close();
  for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o444);
  chmodSync(folder.path, 0o555);
  const script = new URL("./sqlite.ts", import.meta.url).href;
  const args = ["--conditions=@breakwater/source", "--input-type=module", "-e", opener, script, folder.path];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stdout + stderr).toMatch(/^StoreFault: The data file \S+ cannot be used: it cannot be (written|opened): /);
  chmodSync(folder.path, 0o755);
  for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o644);
  const second = await openSqliteStore(folder.path, books);
  expect((await second.taste("user-1")).opinions).toHaveLength(1);
  await second.close();
});
