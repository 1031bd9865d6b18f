import { describe, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { sqliteDialect } from "./dialect.ts";
import { migrate, type Migration, readVersion } from "./migrations.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

const first: Migration = () => ["CREATE TABLE a (x INTEGER)"];
const second: Migration = () => ["ALTER TABLE a ADD COLUMN y INTEGER", "INSERT INTO a (x, y) VALUES (1, 2)"];
const broken: Migration = () => ["INSERT INTO a (x, y) VALUES (3, 4)", "no SQL"];
const options = { dialect: sqliteDialect, subject: "The data" };

function migrateIn(database: Database, steps: readonly Migration[]): Promise<void> {
  return database.write((session) => migrate(session, { ...options, steps }));
}

describe("migrations", () => {
  test("run once each, in order, from where the data is", async () => {
    const database = new SqliteDatabase(":memory:");
    await migrateIn(database, [first]);
    await migrateIn(database, [first, second]);
    await migrateIn(database, [first, second]);
    expect(await database.all("SELECT x, y FROM a")).toEqual([{ x: 1, y: 2 }]);
    expect(await readVersion(database, sqliteDialect)).toBe(2);
    await database.close();
  });

  test("one that fails undoes all of them, and the data keeps its version", async () => {
    const database = new SqliteDatabase(":memory:");
    await migrateIn(database, [first]);
    await expect(migrateIn(database, [first, second, broken])).rejects.toThrow(/syntax/);
    expect(await database.all("SELECT * FROM a")).toEqual([]);
    expect(await readVersion(database, sqliteDialect)).toBe(1);
    await database.close();
  });

  test("never run backward: data of a newer release is refused and not touched", async () => {
    const database = new SqliteDatabase(":memory:");
    await migrateIn(database, [first, second]);
    const message = "The data has version 2 and this release knows 1: run a newer release.";
    await expect(migrateIn(database, [first])).rejects.toMatchObject({ name: "StoreFault", message });
    expect(await readVersion(database, sqliteDialect)).toBe(2);
    await database.close();
  });
});
