import type { Database, Session, SqlValue } from "../database.ts";
import { migrate } from "../migrations.ts";
import { StoreFault } from "../store-fault.ts";
import { readBackup } from "./read-backup.ts";
import { BATCH_SIZE, insertRows, type Table, tables } from "./tables.ts";

/** What is restored from where. */
export interface RestoreOptions {
  readonly file: string;
  /** The data, for people: "The data file /data/x". */
  readonly subject: string;
  /** Whether feedback that is there goes; a backup is refused otherwise. */
  readonly replace: boolean;
}

/**
 * Makes a database what it was when the backup was made, in one transaction: when anything is wrong, nothing changed.
 * Returns the number of rows.
 * @throws {StoreFault} when the backup cannot be used, or the database has feedback
 */
export async function restoreBackup(database: Database, options: RestoreOptions): Promise<number> {
  const { file, subject, replace } = options;
  const { dialect } = database;
  return await database.write(async (session) => {
    await migrate(session, { dialect, subject });
    const { lockTables } = dialect;
    if (lockTables !== undefined) await session.all(lockTables(tables.map(({ name }) => name)));
    const [feedback] = await session.all("SELECT user_id FROM feedback_request LIMIT 1");
    if (feedback !== undefined && !replace) {
      const message = `${subject} has feedback already, which a restore would delete: add --replace if it may go.`;
      throw new StoreFault("unusable", message);
    }
    // oxlint-disable-next-line no-await-in-loop
    for (const { name } of tables.toReversed()) await session.all(`DELETE FROM ${name}`);
    return await insertAll(session, file);
  });
}

async function insertAll(session: Session, file: string): Promise<number> {
  let count = 0;
  let batch: (readonly SqlValue[])[] = [];
  let current: Table | undefined;
  const flush = async (): Promise<void> => {
    if (current !== undefined) await insertRows(session, current, batch);
    count += batch.length;
    batch = [];
  };
  for await (const { table, values } of readBackup(file)) {
    if (table !== current || batch.length === BATCH_SIZE) await flush();
    current = table;
    batch.push(values);
  }
  await flush();
  return count;
}
