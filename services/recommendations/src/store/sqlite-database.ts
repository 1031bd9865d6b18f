import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Database, Row, Session, SqlValue } from "./database.ts";
import { type Dialect, sqliteDialect } from "./dialect.ts";
import { sqliteFault, sqliteOpenFault } from "./sqlite-fault.ts";

// Time that a transaction waits for another connection's before it fails: that of a backup never takes so long.
const BUSY_TIMEOUT_MS = 5000;

/** How a data file is opened. */
export interface SqliteOptions {
  /** Reads only, and makes no file. Default: false. */
  readonly readOnly?: boolean;
}

/**
 * A data file. Its statements block the thread while they run. A write is on the disk when it is committed (WAL with
 * synchronous=FULL).
 */
export class SqliteDatabase implements Database {
  readonly dialect: Dialect = sqliteDialect;
  readonly #path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  // Settles when the last transaction that was asked for has ended: the file's one connection has one at a time.
  #turn: Promise<unknown> = Promise.resolve();

  /** Opens a data file, or makes it; fails with a StoreFault that names it. */
  constructor(path: string, { readOnly = false }: SqliteOptions = {}) {
    this.#path = path;
    let connection: DatabaseSync | undefined;
    try {
      connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly });
      // Reading a page of the file is what finds out that it is none.
      connection.prepare("PRAGMA schema_version").get();
      if (!readOnly) connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
      this.#connection = connection;
    } catch (error) {
      connection?.close();
      throw sqliteOpenFault(path, error);
    }
  }

  async all(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    return await this.#next(async () => this.#all(sql, parameters));
  }

  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#next(() => this.#transaction("BEGIN IMMEDIATE", work));
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#next(() => this.#transaction("BEGIN", work));
  }

  async close(): Promise<void> {
    await this.#next(async () => this.#connection.close());
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #transaction<T>(begin: string, work: (session: Session) => Promise<T>): Promise<T> {
    this.#all(begin, []);
    try {
      const result = await work({ all: async (sql, ...parameters) => this.#all(sql, parameters) });
      this.#all("COMMIT", []);
      return result;
    } catch (error) {
      // Some errors, a full disk for example, end the transaction by themselves.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  #all(sql: string, parameters: readonly SqlValue[]): Row[] {
    try {
      const statement = this.#statements.get(sql) ?? this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
      return statement.all(...parameters);
    } catch (error) {
      throw sqliteFault(this.#path, error) ?? error;
    }
  }
}
