import type { Book } from "../domain/book.ts";
import { PostgresDatabase, type PostgresOptions } from "./postgres-database.ts";
import { openSqlStore } from "./sql-store.ts";
import type { Store } from "./store.ts";

/**
 * Opens the store in a PostgreSQL database and brings its tables and its catalogue up to date. Several processes may
 * have it open. Fails with a StoreFault that names the database.
 */
export async function openPostgresStore(options: PostgresOptions, books: readonly Book[]): Promise<Store> {
  const database = new PostgresDatabase(options);
  return await openSqlStore(database, { books, subject: database.subject });
}
