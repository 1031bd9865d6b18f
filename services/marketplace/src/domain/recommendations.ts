import type { Book, Category } from "./book.ts";

/** Why a book is recommended; undefined where the service gives no reason, or one of a later release. */
export type Reason =
  | { readonly kind: "popular"; readonly category: Category }
  | { readonly kind: "liked-similar"; readonly likedTitle: string }
  | { readonly kind: "editors-choice" }
  | undefined;

/** A recommended book. */
export interface Recommendation {
  readonly book: Book;
  readonly reason: Reason;
}

/** What a reader thinks of a book. */
export const feedbackKinds = ["like", "dislike", "not-interested"] as const;
/** One of them. */
export type FeedbackKind = (typeof feedbackKinds)[number];

/** What a reader says of a book. */
export interface Feedback {
  readonly bookId: string;
  readonly kind: FeedbackKind;
}

/** For whom, and under which name, a call is made. */
export interface Asking {
  /** Opaque id of the reader, as their session has it. */
  readonly readerId: string;
  /** Name of the request that the call is made for, so that the logs of both services can be read together. */
  readonly requestId: string;
}

/**
 * The recommendations service, whatever version of it answers. Each method fails with a BackendFault and in bounded
 * time, but for `watch`, which goes on.
 */
export interface Recommendations {
  /** Recommended books of all shelves, best first, each once. */
  readonly list: (asking: Asking) => Promise<readonly Recommendation[]>;
  /** What only some versions can; undefined where the service cannot. */
  readonly extras: RecommendationExtras | undefined;
}

/** What a version with feedback offers. */
export interface RecommendationExtras {
  readonly record: (feedback: Feedback, asking: Asking) => Promise<void>;
  /** The list at once, and a new one whenever it changes, until the signal is aborted, where it fails or ends. */
  readonly watch: (asking: Asking, signal: AbortSignal) => AsyncIterable<readonly Recommendation[]>;
  /** Books that fit the words, best first; undefined where the service has no search. */
  readonly search: ((words: string, asking: Asking) => Promise<readonly Book[]>) | undefined;
}

/** The recommendations service did not do what it was asked. */
export class BackendFault extends Error {
  override readonly name = "BackendFault";
  /** "refused": the service works, and the request is at fault. */
  readonly kind: "unavailable" | "refused";

  constructor(kind: BackendFault["kind"], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
