import type { Recommendation } from "./recommendations.ts";

/** Most readers whose last list is kept. */
const MOST_READERS = 1000;

/**
 * The lists that were shown last, in memory, for the time when no new ones can be had. Readers who were away longest
 * are forgotten first.
 */
export class LastLists {
  readonly #lists = new Map<string, readonly Recommendation[]>();
  readonly #mostReaders: number;
  #anyone: readonly Recommendation[] = [];

  constructor(mostReaders: number = MOST_READERS) {
    this.#mostReaders = mostReaders;
  }

  /** Number of readers whose list is kept. */
  get size(): number {
    return this.#lists.size;
  }

  /** Keeps what a reader was shown. */
  keep(readerId: string, list: readonly Recommendation[]): void {
    // A map has its keys in the order in which they were put in.
    this.#lists.delete(readerId);
    this.#lists.set(readerId, list);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > this.#mostReaders && oldest !== undefined) this.#lists.delete(oldest);
    if (list.length > 0) this.#anyone = list;
  }

  /** What the reader saw last, else titles that anybody saw last, without the reasons, which are theirs alone. */
  recall(readerId: string): readonly Recommendation[] {
    return this.#lists.get(readerId) ?? this.#anyone.map(({ book }) => ({ book, reason: undefined }));
  }

  /** Takes a book from the reader's list, as they do not want to see it again. */
  dropBook(readerId: string, bookId: string): void {
    const list = this.#lists.get(readerId);
    if (list === undefined) return;
    this.#lists.set(
      readerId,
      list.filter(({ book }) => book.id !== bookId),
    );
  }

  /** Title of a book that the reader saw; undefined when it is not known any more. */
  titleOf(readerId: string, bookId: string): string | undefined {
    return this.recall(readerId).find(({ book }) => book.id === bookId)?.book.title;
  }
}
