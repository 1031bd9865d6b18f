import { NEWS_CHANNEL } from "./postgres-news.ts";

/** Everything in which the SQL of this service differs between engines. */
export interface Dialect {
  /** For people. */
  readonly name: "SQLite" | "PostgreSQL";
  /** Type of a column of whole numbers, 8 bytes each. */
  readonly integer: string;
  readonly bytes: string;
  /** What stands after the columns of a table that is found by its primary key. */
  readonly keyedTable: string;
  /** What stands after the columns of any other table. */
  readonly plainTable: string;
  /** Keeps other processes from migrating, until the transaction ends; a statement each. */
  readonly beginMigration: readonly string[];
  /** One row with `version`: that of the tables, 0 before there are any. */
  readonly version: string;
  /** Sets that version; a statement each. */
  readonly setVersion: (version: number) => readonly string[];
  /**
   * Makes the writes for one user follow each other, until the transaction ends; its parameter is the user's id.
   * Undefined where all writes do anyway.
   */
  readonly lockUser: string | undefined;
  /**
   * Tells the other processes that use the database of a text, its parameter, once the transaction is committed.
   * Undefined where there are none.
   */
  readonly tellOthers: string | undefined;
  /** Keeps others from writing to tables, until the transaction ends. Undefined where a transaction that writes does. */
  readonly lockTables: ((names: readonly string[]) => string) | undefined;
}

/** A write transaction of SQLite locks the whole file from its beginning. */
export const sqliteDialect: Dialect = {
  name: "SQLite",
  integer: "INTEGER",
  bytes: "BLOB",
  keyedTable: "STRICT, WITHOUT ROWID",
  plainTable: "STRICT",
  beginMigration: [],
  version: "SELECT user_version AS version FROM pragma_user_version",
  setVersion: (version) => [`PRAGMA user_version = ${version}`],
  lockUser: undefined,
  tellOthers: undefined,
  lockTables: undefined,
};

// Any number that no other user of the same database takes for a lock.
const MIGRATION_LOCK = 7_108_231_455;

/** Transactions of PostgreSQL run side by side, at READ COMMITTED. */
export const postgresDialect: Dialect = {
  name: "PostgreSQL",
  integer: "BIGINT",
  bytes: "BYTEA",
  keyedTable: "",
  plainTable: "",
  beginMigration: [
    `SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`,
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)",
  ],
  version: "SELECT coalesce(max(version), 0) AS version FROM schema_version",
  setVersion: (version) => ["DELETE FROM schema_version", `INSERT INTO schema_version (version) VALUES (${version})`],
  // A lock of two numbers is never one of a single number, as that above is.
  lockUser: "SELECT pg_advisory_xact_lock(1, hashtext(?))",
  tellOthers: `SELECT pg_notify(${NEWS_CHANNEL}, ?)`,
  lockTables: (names) => `LOCK TABLE ${names.join(", ")} IN EXCLUSIVE MODE`,
};
