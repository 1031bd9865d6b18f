import type { Book } from "../domain/book.ts";
import type { Feedback, Opinion, Rating, Receipt } from "../domain/feedback.ts";

/** What a user's list depends on, besides the catalogue, all as of one moment. */
export interface Taste {
  /** Votes of all users by book id; a book without votes may be missing. */
  readonly ratings: ReadonlyMap<string, Rating>;
  /** The user's last opinion on each book, in no particular order. */
  readonly opinions: readonly Opinion[];
}

/** What became of feedback that was to be recorded. */
export type RecordOutcome =
  /** It is durable now. `ratingChanged`: whether the votes for the book changed. */
  | { readonly kind: "recorded"; readonly receipt: Receipt; readonly ratingChanged: boolean }
  /** The same request was recorded before; nothing changed. The receipt is the first one. */
  | { readonly kind: "repeated"; readonly receipt: Receipt }
  /** The user's request id was recorded with another book or kind; nothing changed. */
  | { readonly kind: "request-id-reused" };

/**
 * Where the service keeps its catalogue and feedback. Asynchronous, so that a database server can stand behind it.
 * Every implementation passes the suite in testing/store-contract.ts. Errors that a caller can do nothing about are
 * thrown as they come; they are logged and never sent to clients.
 */
export interface Store {
  /** The whole catalogue, in the order of the books' numbers. */
  books(): Promise<readonly Book[]>;
  /** What the list of a user depends on. */
  taste(userId: string): Promise<Taste>;
  /**
   * Records feedback in one transaction; durable when it returns "recorded". The book must be of the catalogue.
   * The last feedback of a user for a book is the user's opinion. Its vote in the rating is the last like or dislike:
   * "not interested" leaves the vote as it was.
   */
  record(feedback: Feedback, at: Date): Promise<RecordOutcome>;
  /** Secret of this data, 32 bytes, made once and kept with it. */
  secret(): Promise<Uint8Array>;
  /** Closes the store; nothing may be called afterwards. */
  close(): Promise<void>;
}
