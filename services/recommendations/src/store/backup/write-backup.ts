import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Database, Session } from "../database.ts";
import { readVersion, SCHEMA_VERSION } from "../migrations.ts";
import { StoreFault } from "../store-fault.ts";
import { FORMAT, type Footer, type Header, rowToLine } from "./backup-format.ts";
import { readTable, tables, toSqlValue } from "./tables.ts";

/** What is written where. */
export interface BackupOptions {
  /** Path of the file, which must not exist yet. */
  readonly file: string;
  /** The data, for people: "The data file /data/x". */
  readonly subject: string;
}

/**
 * Writes everything that a database has, as of one moment, to a file that only this user may read. Others can use the
 * database meanwhile. The file is on the disk, and whole, once it has its name. Returns the number of rows.
 * @throws {StoreFault} when the tables are not those of this release, or the file is there
 */
export async function writeBackup(database: Database, { file, subject }: BackupOptions): Promise<number> {
  if (existsSync(file)) {
    throw new StoreFault("unusable", `There is a file ${file} already: name one that is not there, or remove it.`);
  }
  // Next to the file: a rename does not cross file systems.
  const partial = `${file}.partial`;
  try {
    const rows = await database.read(async (session) => {
      await refuseOtherVersions(session, database, subject);
      return await writeRows(session, partial);
    });
    await rename(partial, file);
    // The name is on the disk when its folder is.
    await using folder = await open(dirname(file), "r");
    await folder.sync();
    return rows;
  } catch (error) {
    // The first error is the one to tell.
    await rm(partial, { force: true }).catch(() => undefined);
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new StoreFault("unusable", `The backup ${file} cannot be written (${error.message}).`, { cause: error });
  }
}

async function refuseOtherVersions(session: Session, { dialect }: Database, subject: string): Promise<void> {
  const version = await readVersion(session, dialect);
  if (version === SCHEMA_VERSION) return;
  const message = `${subject} has version ${version} and this release backs up ${SCHEMA_VERSION}: use the release that runs on it.`;
  throw new StoreFault("unusable", message);
}

async function writeRows(session: Session, path: string): Promise<number> {
  await using file = await open(path, "w", 0o600);
  const hash = createHash("sha256");
  const write = async (text: string): Promise<void> => {
    hash.update(text);
    await file.write(text);
  };
  const header: Header = { format: FORMAT, schema: SCHEMA_VERSION, made: new Date().toISOString() };
  await write(`${JSON.stringify(header)}\n`);
  let count = 0;
  for (const table of tables) {
    // oxlint-disable-next-line no-await-in-loop
    for await (const rows of readTable(session, table)) {
      const lines = rows.map((row) => {
        const values = table.columns.map((column) => toSqlValue(row[column]));
        return `${rowToLine({ table, values })}\n`;
      });
      await write(lines.join(""));
      count += rows.length;
    }
  }
  const footer: Footer = { rows: count, sha256: hash.digest("hex") };
  await file.write(`${JSON.stringify(footer)}\n`);
  await file.sync();
  return count;
}
