import { randomBytes } from "node:crypto";
import type { Book } from "../domain/book.ts";
import type { Feedback, Opinion } from "../domain/feedback.ts";
import type { Database, Session } from "./database.ts";
import { writeNews } from "./feedback-news.ts";
import type { OpinionStore } from "./keep-ratings.ts";
import { migrate } from "./migrations.ts";
import {
  type Vote,
  bookFromRow,
  bookToRow,
  ratingFromRow,
  receiptFromRow,
  secretFromRow,
  voteFromRow,
} from "./rows.ts";
import { STATEMENTS } from "./statements.ts";
import type { RecordOutcome, Taste } from "./store.ts";

/** What a store is opened with. */
export interface SqlStoreOptions {
  /** What the catalogue is brought up to date with. */
  readonly books: readonly Book[];
  /** The data, for people: "The data file /data/x". */
  readonly subject: string;
  /** The process's name in what it tells others; none where there are no others. */
  readonly sender?: string | undefined;
}

/**
 * Makes a store of a database: brings its tables and its catalogue up to date, in one transaction. Closes the database
 * when it fails.
 */
export async function openSqlStore(
  database: Database,
  { books, subject, sender = "" }: SqlStoreOptions,
): Promise<OpinionStore> {
  try {
    await database.write(async (session) => {
      await migrate(session, { dialect: database.dialect, subject });
      // oxlint-disable-next-line no-await-in-loop
      for (const book of books) await session.all(STATEMENTS.putBook, ...bookToRow(book));
      const [secret] = await session.all(STATEMENTS.secret);
      if (secret === undefined) await session.all(STATEMENTS.putSecret, randomBytes(32));
    });
    return new SqlStore(database, sender);
  } catch (error) {
    await database.close();
    throw error;
  }
}

class SqlStore implements OpinionStore {
  readonly #database: Database;
  readonly #sender: string;

  constructor(database: Database, sender: string) {
    this.#database = database;
    this.#sender = sender;
  }

  async books(): Promise<readonly Book[]> {
    return (await this.#database.all(STATEMENTS.books)).map(bookFromRow);
  }

  async taste(userId: string): Promise<Taste> {
    const rows = await this.#database.all(STATEMENTS.taste, userId);
    return {
      ratings: new Map(rows.filter(({ kind }) => kind === null).map(ratingFromRow)),
      opinions: rows.filter(({ kind }) => kind !== null).map(receiptFromRow),
    };
  }

  async opinions(userId: string): Promise<readonly Opinion[]> {
    return (await this.#database.all(STATEMENTS.opinions, userId)).map(receiptFromRow);
  }

  async record(feedback: Feedback, at: Date): Promise<RecordOutcome> {
    let runs = 0;
    const outcome = await this.#database.write((session) => {
      runs += 1;
      return this.#recordIn(session, feedback, at);
    });
    const isOwn = runs > 1 && outcome.kind === "repeated" && outcome.receipt.recordedAt.getTime() === at.getTime();
    // An earlier run was committed and its answer lost with the connection. Whether the rating changed is lost too.
    return isOwn ? { kind: "recorded", receipt: outcome.receipt, ratingChanged: true } : outcome;
  }

  async #recordIn(session: Session, feedback: Feedback, at: Date): Promise<RecordOutcome> {
    const { userId, bookId, kind, requestId } = feedback;
    const { lockUser, tellOthers } = this.#database.dialect;
    if (lockUser !== undefined) await session.all(lockUser, userId);
    const [earlier] = await session.all(STATEMENTS.request, userId, requestId);
    if (earlier !== undefined) {
      const receipt = receiptFromRow(earlier);
      const same = receipt.bookId === bookId && receipt.kind === kind;
      return same ? { kind: "repeated", receipt } : { kind: "request-id-reused" };
    }
    await session.all(STATEMENTS.addRequest, userId, requestId, bookId, kind, at.getTime());
    const [opinion] = await session.all(STATEMENTS.vote, userId, bookId);
    const before = voteFromRow(opinion);
    const after = kind === "not-interested" ? before : VOTES[kind];
    await session.all(STATEMENTS.putOpinion, userId, bookId, kind, after, at.getTime());
    const ratingChanged = before !== after;
    if (ratingChanged) {
      const likes = counts(after, 1) - counts(before, 1);
      // The last statement that locks, so that other users' votes for the book wait for the commit alone.
      await session.all(STATEMENTS.addVotes, bookId, likes, counts(after, -1) - counts(before, -1));
    }
    if (tellOthers !== undefined) {
      await session.all(tellOthers, writeNews({ sender: this.#sender, change: { userId, bookId, ratingChanged } }));
    }
    return { kind: "recorded", receipt: { bookId, kind, recordedAt: at }, ratingChanged };
  }

  async secret(): Promise<Uint8Array> {
    const [row] = await this.#database.all(STATEMENTS.secret);
    return secretFromRow(row);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

const VOTES = { like: 1, dislike: -1 } as const;

function counts(vote: Vote, wanted: 1 | -1): number {
  return vote === wanted ? 1 : 0;
}
