import type { Dialect } from "./dialect.ts";

/** What a statement takes and gives. Integers are safe ones; bytes are a blob. */
export type SqlValue = string | number | Uint8Array | null;

/** A row of an answer, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs statements. Parameters are written as `?`, on each engine. */
export interface Session {
  /** Runs one statement and gives its rows; none for a statement that has none. */
  all(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]>;
}

/**
 * What a store needs of a database, the same on each engine. A statement alone sees one moment and is atomic. What the
 * engine cannot do for now is thrown as a StoreFault.
 */
export interface Database extends Session {
  readonly dialect: Dialect;
  /**
   * Runs work in one read and write transaction and commits it; undoes all of it when the work throws. The work is run
   * again, from its beginning, when the connection was lost under it: the commit of the first run may have taken effect.
   * It uses the session alone: the database itself would wait for its end.
   */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Runs work whose statements all see the same moment; it must not write, and uses the session alone. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Ends what runs and closes; nothing may be called afterwards. */
  close(): Promise<void>;
}
