import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { categories, type Book } from "../domain/book.ts";
import type { Feedback, FeedbackKind, Receipt } from "../domain/feedback.ts";
import { SCHEMA, SCHEMA_VERSION, STATEMENTS } from "./sqlite-schema.ts";
import { explainOpenError, StoreFault } from "./store-fault.ts";
import type { RecordOutcome, Store, Taste } from "./store.ts";

/** Name of the one file in the data folder. */
export const DATA_FILE = "recommendations.sqlite";

// Time that a transaction waits for another process's before it fails.
const BUSY_TIMEOUT_MS = 5000;

type Row = Record<string, SQLOutputValue>;
type Statements = Record<keyof typeof STATEMENTS, StatementSync>;

/**
 * Opens the store in a folder, which is made if it is missing, and brings its catalogue up to date with `books`.
 * A write is on the disk when it returns (WAL with synchronous=FULL). Fails with a StoreFault that names the file.
 */
export function openSqliteStore(folder: string, books: readonly Book[]): Store {
  const path = join(folder, DATA_FILE);
  makeFolder(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    const opened = database;
    const statements = inTransaction(opened, () => prepareData(opened, path, books));
    return new SqliteStore(opened, statements);
  } catch (error) {
    database?.close();
    throw explainOpenError(path, error);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The data folder ${folder} cannot be made (${reason}): set DATA_DIR to a folder that this user may write.`;
    throw new StoreFault(message, { cause: error });
  }
}

function prepareData(database: DatabaseSync, path: string, books: readonly Book[]): Statements {
  const version = integer(database.prepare("PRAGMA user_version").get() ?? {}, "user_version");
  if (version > SCHEMA_VERSION) {
    throw new StoreFault(
      `The data file ${path} has version ${version} and this release knows ${SCHEMA_VERSION}: run a newer release.`,
    );
  }
  if (version === 0) database.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);
  const statements = prepareAll(database);
  for (const book of books) statements.putBook.run(...bookToRow(book));
  if (statements.secret.get() === undefined) statements.putSecret.run(randomBytes(32));
  return statements;
}

function prepareAll(database: DatabaseSync): Statements {
  const prepare = (name: keyof Statements): StatementSync => database.prepare(STATEMENTS[name]);
  return {
    putBook: prepare("putBook"),
    books: prepare("books"),
    ratings: prepare("ratings"),
    opinions: prepare("opinions"),
    request: prepare("request"),
    addRequest: prepare("addRequest"),
    vote: prepare("vote"),
    putOpinion: prepare("putOpinion"),
    addVotes: prepare("addVotes"),
    secret: prepare("secret"),
    putSecret: prepare("putSecret"),
  };
}

/** Runs work in one write transaction; undoes all of it when the work throws. */
function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // Some errors, a full disk for example, end the transaction by themselves.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

class SqliteStore implements Store {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(database: DatabaseSync, statements: Statements) {
    this.#database = database;
    this.#statements = statements;
  }

  async books(): Promise<readonly Book[]> {
    return this.#statements.books.all().map(bookFromRow);
  }

  async taste(userId: string): Promise<Taste> {
    // No transaction is needed for one moment: nothing of this process runs between two synchronous reads, and a
    // vote that another process adds between them does not contradict the opinions.
    const ratings = this.#statements.ratings.all().map((row) => {
      const rating = { likes: integer(row, "likes"), dislikes: integer(row, "dislikes") };
      return [text(row, "book_id"), rating] as const;
    });
    return { ratings: new Map(ratings), opinions: this.#statements.opinions.all(userId).map(receiptFromRow) };
  }

  async record(feedback: Feedback, at: Date): Promise<RecordOutcome> {
    return inTransaction(this.#database, () => this.#recordInTransaction(feedback, at));
  }

  #recordInTransaction({ userId, bookId, kind, requestId }: Feedback, at: Date): RecordOutcome {
    const { request, addRequest, vote, putOpinion, addVotes } = this.#statements;
    const earlier = request.get(userId, requestId);
    if (earlier !== undefined) {
      const receipt = receiptFromRow(earlier);
      const same = receipt.bookId === bookId && receipt.kind === kind;
      return same ? { kind: "repeated", receipt } : { kind: "request-id-reused" };
    }
    addRequest.run(userId, requestId, bookId, kind, at.getTime());
    const before = voteFromRow(vote.get(userId, bookId));
    const after = kind === "not-interested" ? before : VOTES[kind];
    putOpinion.run(userId, bookId, kind, after, at.getTime());
    const ratingChanged = before !== after;
    if (ratingChanged)
      addVotes.run(bookId, counts(after, 1) - counts(before, 1), counts(after, -1) - counts(before, -1));
    return { kind: "recorded", receipt: { bookId, kind, recordedAt: at }, ratingChanged };
  }

  async secret(): Promise<Uint8Array> {
    const value = this.#statements.secret.get()?.["value"];
    if (!(value instanceof Uint8Array)) throw new TypeError("table secret holds no value");
    return value;
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

const VOTES = { like: 1, dislike: -1 } as const;

type Vote = 1 | -1 | null;

function voteFromRow(row: Row | undefined): Vote {
  const vote = row?.["vote"];
  return vote === 1 || vote === -1 ? vote : null;
}

function counts(vote: Vote, wanted: 1 | -1): number {
  return vote === wanted ? 1 : 0;
}

function bookToRow(book: Book): [string, number, string, string, number, string, number] {
  const authors = JSON.stringify(book.authors);
  const shelves = JSON.stringify(book.categories);
  return [book.id, book.number, book.title, authors, book.year, shelves, book.editorsChoice ? 1 : 0];
}

function bookFromRow(row: Row): Book {
  const shelves = list(row, "categories");
  return {
    id: text(row, "id"),
    number: integer(row, "number"),
    title: text(row, "title"),
    authors: list(row, "authors"),
    year: integer(row, "year"),
    categories: categories.filter((category) => shelves.includes(category)),
    editorsChoice: integer(row, "editors_choice") === 1,
  };
}

function receiptFromRow(row: Row): Receipt {
  return { bookId: text(row, "book_id"), kind: kindOf(row), recordedAt: new Date(integer(row, "recorded_at")) };
}

function kindOf(row: Row): FeedbackKind {
  const kind = row["kind"];
  if (kind === "like" || kind === "dislike" || kind === "not-interested") return kind;
  throw unexpected("kind", kind);
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw unexpected(column, value);
}

function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw unexpected(column, value);
}

function list(row: Row, column: string): string[] {
  const value: unknown = JSON.parse(text(row, column));
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw unexpected(column, row[column]);
}

function unexpected(column: string, value: SQLOutputValue | undefined): TypeError {
  return new TypeError(`column ${column} holds ${typeof value}, which no release of this service writes`);
}
