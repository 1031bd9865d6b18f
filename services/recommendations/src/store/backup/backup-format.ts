import type { SqlValue } from "../database.ts";
import { StoreFault } from "../store-fault.ts";
import { type Table, tables } from "./tables.ts";

// A backup is lines of JSON: a header, a row each as an array that begins with the name of its table, and a footer. It
// is the same for each engine. The footer tells a whole backup from one that was cut off or changed.

/** First line of a backup. */
export interface Header {
  readonly format: typeof FORMAT;
  /** Version of the tables that the rows are of. */
  readonly schema: number;
  /** When the backup was begun, as RFC 3339 has it. */
  readonly made: string;
}

/** Last line of a backup. */
export interface Footer {
  readonly rows: number;
  /** Of all lines before, with their line feeds; in hexadecimal digits. */
  readonly sha256: string;
}

/** A row of a table. */
export interface TableRow {
  readonly table: Table;
  readonly values: readonly SqlValue[];
}

/** What a backup says it is. */
export const FORMAT = "breakwater recommendations backup 1";

/** A row as a line, without its line feed. */
export function rowToLine({ table, values }: TableRow): string {
  return JSON.stringify([
    table.name,
    ...values.map((value) => (value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value)),
  ]);
}

/**
 * The row of a line.
 * @param place of the line, for people: "/backups/a:7"
 * @throws {StoreFault} when it has none
 */
export function rowFromLine(line: unknown, place: string): TableRow {
  const [name, ...cells]: readonly unknown[] = Array.isArray(line) ? line : [];
  const table = tables.find((candidate) => candidate.name === name);
  const values = cells.map(valueFromCell);
  if (table === undefined || values.length !== table.columns.length) throw damaged(place);
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length) throw damaged(place);
  return { table, values: known };
}

/** The header of a first line; undefined when it is none. */
export function headerFromLine(line: unknown): Header | undefined {
  if (!isRecord(line) || line["format"] !== FORMAT) return undefined;
  const { schema, made } = line;
  return typeof schema === "number" && typeof made === "string" ? { format: FORMAT, schema, made } : undefined;
}

/** The footer of a last line; undefined when it is none. */
export function footerFromLine(line: unknown): Footer | undefined {
  if (!isRecord(line)) return undefined;
  const { rows, sha256 } = line;
  return typeof rows === "number" && typeof sha256 === "string" ? { rows, sha256 } : undefined;
}

/** A backup that cannot be used from a place on. */
export function damaged(place: string): StoreFault {
  return new StoreFault("unusable", `The backup is damaged at ${place}: take another one. Nothing was restored.`);
}

function valueFromCell(cell: unknown): SqlValue | undefined {
  if (typeof cell === "string" || typeof cell === "number" || cell === null) return cell;
  if (!isRecord(cell) || typeof cell["base64"] !== "string") return undefined;
  return new Uint8Array(Buffer.from(cell["base64"], "base64"));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
