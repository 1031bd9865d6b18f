import type { Row, Session, SqlValue } from "../database.ts";

/** A table of version 1 of the schema. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of its primary key, which are the first ones; 0 for a table of one row. */
  readonly keys: number;
}

/** All of them; one that refers to another comes after it. */
export const tables: readonly Table[] = [
  {
    name: "book",
    columns: ["id", "number", "title", "authors", "year", "categories", "editors_choice"],
    keys: 1,
  },
  { name: "secret", columns: ["value"], keys: 0 },
  { name: "feedback_request", columns: ["user_id", "request_id", "book_id", "kind", "recorded_at"], keys: 2 },
  { name: "opinion", columns: ["user_id", "book_id", "kind", "vote", "recorded_at"], keys: 2 },
  { name: "rating", columns: ["book_id", "likes", "dislikes"], keys: 1 },
];

/** Rows that are read or written with one statement. Both engines take that many times the columns as parameters. */
export const BATCH_SIZE = 500;

/** The rows of a table, by their primary key, some at a time. */
export async function* readTable(session: Session, table: Table): AsyncGenerator<readonly Row[], void, undefined> {
  const columns = table.columns.join(", ");
  const keys = table.columns.slice(0, table.keys);
  const order = keys.length === 0 ? "" : ` ORDER BY ${keys.join(", ")}`;
  const after = ` WHERE (${keys.join(", ")}) > (${keys.map(() => "?").join(", ")})`;
  let last: readonly SqlValue[] | undefined;
  for (;;) {
    const sql = `SELECT ${columns} FROM ${table.name}${last === undefined ? "" : after}${order} LIMIT ${BATCH_SIZE}`;
    // Each batch begins where the one before it ended.
    // oxlint-disable-next-line no-await-in-loop
    const rows = await session.all(sql, ...(last ?? []));
    yield rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH_SIZE || keys.length === 0) return;
    last = keys.map((key) => toSqlValue(end[key]));
  }
}

/** Puts rows, at most BATCH_SIZE, into a table. */
export async function insertRows(
  session: Session,
  table: Table,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const row = `(${table.columns.map(() => "?").join(", ")})`;
  const sql = `INSERT INTO ${table.name} (${table.columns.join(", ")}) VALUES ${rows.map(() => row).join(", ")}`;
  await session.all(sql, ...rows.flat());
}

/** A value that a statement gave, for another one to take. */
export function toSqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a column holds ${typeof value}, which no release of this service writes`);
}
