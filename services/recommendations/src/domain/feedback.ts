/** What a user thinks of a book. The last feedback of a user for a book counts. */
export type FeedbackKind = "like" | "dislike" | "not-interested";

/** Feedback as a client sends it. */
export interface Feedback {
  readonly userId: string;
  readonly bookId: string;
  readonly kind: FeedbackKind;
  /** UUID in lower case; names this feedback among all of the user's, so that sending it again changes nothing. */
  readonly requestId: string;
}

/** What was recorded, and when (to the millisecond). */
export interface Receipt {
  readonly bookId: string;
  readonly kind: FeedbackKind;
  readonly recordedAt: Date;
}

/** The last feedback of one user for one book. */
export interface Opinion extends Receipt {}

/** Votes of all users for one book: how many like it, how many dislike it. */
export interface Rating {
  readonly likes: number;
  readonly dislikes: number;
}
