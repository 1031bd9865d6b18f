import type { Session } from "./database.ts";
import type { Dialect } from "./dialect.ts";
import { StoreFault } from "./store-fault.ts";

/** The statements that lead from one version of the tables to the next. Once released, never changed. */
export type Migration = (dialect: Dialect) => readonly string[];

/**
 * The first tables. `opinion` holds a user's last feedback for a book, and the vote that the rating counts: the last
 * like (1) or dislike (-1), or null. `rating` is the sum of the votes, kept with them so that a list costs the size of
 * the catalogue and not that of all feedback. `feedback_request` has each request id with what was recorded under it,
 * written with the feedback in one transaction.
 */
const firstTables: Migration = ({ integer, bytes, keyedTable, plainTable }) => [
  `CREATE TABLE book (
    id TEXT PRIMARY KEY,
    number ${integer} NOT NULL UNIQUE,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    year ${integer} NOT NULL,
    categories TEXT NOT NULL,
    editors_choice ${integer} NOT NULL
  ) ${plainTable}`,
  `CREATE TABLE feedback_request (
    user_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    book_id TEXT NOT NULL REFERENCES book (id),
    kind TEXT NOT NULL,
    recorded_at ${integer} NOT NULL,
    PRIMARY KEY (user_id, request_id)
  ) ${keyedTable}`,
  `CREATE TABLE opinion (
    user_id TEXT NOT NULL,
    book_id TEXT NOT NULL REFERENCES book (id),
    kind TEXT NOT NULL,
    vote ${integer},
    recorded_at ${integer} NOT NULL,
    PRIMARY KEY (user_id, book_id)
  ) ${keyedTable}`,
  `CREATE TABLE rating (
    book_id TEXT PRIMARY KEY REFERENCES book (id),
    likes ${integer} NOT NULL,
    dislikes ${integer} NOT NULL
  ) ${keyedTable}`,
  `CREATE TABLE secret (value ${bytes} NOT NULL) ${plainTable}`,
];

/** All of them, in order: the one at index 0 leads to version 1. Only forward; new ones go to the end. */
const migrations: readonly Migration[] = [firstTables];

/** The version that this release works with. */
export const SCHEMA_VERSION: number = migrations.length;

/** What `migrate` is told. */
export interface MigrationOptions {
  readonly dialect: Dialect;
  /** What is migrated, for people: "The data file /data/x". */
  readonly subject: string;
  /** Default: those of this release. */
  readonly steps?: readonly Migration[];
}

/**
 * Brings the tables to the newest version, in the caller's transaction; of several processes, each waits for the one
 * before it. Fails with a StoreFault when the tables are of a newer release.
 */
export async function migrate(session: Session, options: MigrationOptions): Promise<void> {
  const { dialect, subject, steps = migrations } = options;
  const run = async (statements: readonly string[]): Promise<void> => {
    // oxlint-disable-next-line no-await-in-loop
    for (const statement of statements) await session.all(statement);
  };
  await run(dialect.beginMigration);
  const version = await readVersion(session, dialect);
  if (version > steps.length) {
    const message = `${subject} has version ${version} and this release knows ${steps.length}: run a newer release.`;
    throw new StoreFault("unusable", message);
  }
  if (version === steps.length) return;
  await run(steps.slice(version).flatMap((step) => step(dialect)));
  await run(dialect.setVersion(steps.length));
}

/** The version of the tables; 0 before there are any. */
export async function readVersion(session: Session, dialect: Dialect): Promise<number> {
  const [row] = await session.all(dialect.version);
  const version = row?.["version"];
  return typeof version === "number" ? version : 0;
}
