import type { Book } from "./book.ts";
import type { Recommendation } from "./recommendations.ts";

/** How much is kept. */
export interface LastListsOptions {
  /** Readers whose last list is kept. Default 1000. */
  readonly mostReaders?: number;
  /** Books whose title is kept. Default 10 000. */
  readonly mostTitles?: number;
}

/**
 * The lists that were shown last, in memory, for the time when no new ones can be had, and the titles of books.
 * Readers who were away longest, and books that were, are forgotten first.
 */
export class LastLists {
  readonly #lists = new Map<string, readonly Recommendation[]>();
  readonly #titles = new Map<string, string>();
  readonly #mostReaders: number;
  readonly #mostTitles: number;
  #anyone: readonly Recommendation[] = [];

  constructor({ mostReaders = 1000, mostTitles = 10_000 }: LastListsOptions = {}) {
    this.#mostReaders = mostReaders;
    this.#mostTitles = mostTitles;
  }

  /** Number of readers whose list is kept. */
  get size(): number {
    return this.#lists.size;
  }

  /** Keeps what a reader was shown. */
  keep(readerId: string, list: readonly Recommendation[]): void {
    putLast(this.#lists, [readerId, list], this.#mostReaders);
    if (list.length > 0) this.#anyone = list;
    this.keepTitles(list.map(({ book }) => book));
  }

  /** Keeps the titles of books that were shown. */
  keepTitles(books: readonly Book[]): void {
    for (const { id, title } of books) putLast(this.#titles, [id, title], this.#mostTitles);
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

  /** Title of a book that was shown; undefined when it is not known any more. */
  titleOf(bookId: string): string | undefined {
    return this.#titles.get(bookId);
  }
}

/** Makes an entry the last of a map, and forgets the first when there are too many. */
function putLast<Key, Value>(map: Map<Key, Value>, [key, value]: readonly [Key, Value], most: number): void {
  // A map has its keys in the order in which they were put in.
  map.delete(key);
  map.set(key, value);
  const [first] = map.keys();
  if (map.size > most && first !== undefined) map.delete(first);
}
