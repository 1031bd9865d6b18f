import type { Book } from "../domain/book.ts";
import { PostgresDatabase, type PostgresOptions } from "./postgres-database.ts";
import { openSqlStore } from "./sql-store.ts";
import type { Store } from "./store.ts";

/** How the store in a database is opened. */
export interface PostgresStoreOptions extends PostgresOptions {
  /** The process's name in what it tells others that use the database; see followNews. */
  readonly sender?: string;
}

/**
 * Opens the store in a PostgreSQL database and brings its tables and its catalogue up to date. Several processes may
 * have it open. Fails with a StoreFault that names the database.
 */
export async function openPostgresStore(options: PostgresStoreOptions, books: readonly Book[]): Promise<Store> {
  const database = new PostgresDatabase(options);
  return await openSqlStore(database, { books, subject: database.subject, sender: options.sender });
}
