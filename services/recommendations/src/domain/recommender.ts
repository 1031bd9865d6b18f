import type { Store } from "../store/store.ts";
import type { Book } from "./book.ts";
import { BookSearch, type SearchPage, type SearchRequest } from "./book-search.ts";
import { Fault } from "./fault.ts";
import type { Feedback, Receipt } from "./feedback.ts";
import { createPageTokens, type PageTokens, type TokenScope } from "./page-token.ts";
import { compareRank, rank, type RankedBook } from "./ranking.ts";
import { WatchHub, type Change } from "./watch-hub.ts";

/** Most books in one list or on one page. */
const MAX_LIST_SIZE = 50;

/** One page of a user's list. */
export interface Page {
  readonly books: readonly RankedBook[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** A list that somebody asks for. */
export interface ListRequest extends TokenScope {
  /** Most books in the list; more than MAX_LIST_SIZE counts as that. */
  readonly size: number;
}

/** Everything that the contracts offer, in the domain's own words. */
export class Recommender {
  readonly #store: Store;
  readonly #hub: WatchHub;
  readonly #now: () => Date;
  readonly #books: readonly Book[];
  readonly #byId: ReadonlyMap<string, Book>;
  readonly #tokens: PageTokens;
  readonly #search: BookSearch;

  private constructor(parts: RecommenderParts, books: readonly Book[], secret: Uint8Array) {
    this.#store = parts.store;
    this.#hub = parts.hub ?? new WatchHub();
    this.#now = parts.now ?? (() => new Date());
    this.#books = books;
    this.#byId = new Map(books.map((book) => [book.id, book]));
    this.#tokens = createPageTokens(secret);
    this.#search = new BookSearch(books, secret);
  }

  /** Reads what does not change while the process runs, and makes a recommender of it. */
  static async create(parts: RecommenderParts): Promise<Recommender> {
    const [books, secret] = await Promise.all([parts.store.books(), parts.store.secret()]);
    return new Recommender(parts, books, secret);
  }

  /** One page of the user's list; an empty token asks for the first. Fails with PAGE_TOKEN_INVALID. */
  async recommend(request: ListRequest, pageToken: string): Promise<Page> {
    const after = pageToken === "" ? undefined : this.#tokens.open(pageToken, request);
    const ranked = await this.#rankFor(request);
    const rest = after === undefined ? ranked : ranked.filter((book) => compareRank(after, book) < 0);
    const books = rest.slice(0, limit(request.size));
    const last = books.at(-1);
    const isLastPage = last === undefined || books.length === rest.length;
    const tokens = this.#tokens;
    return {
      books,
      // Made when it is read: it costs as much as the ranking, and v1 has no pages.
      get nextPageToken() {
        return isLastPage ? "" : tokens.seal(last, request);
      },
    };
  }

  /** One page of the books with the words of a query; an empty token asks for the first. Fails with PAGE_TOKEN_INVALID. */
  search(request: SearchRequest, pageToken: string): SearchPage {
    return this.#search.page({ ...request, size: limit(request.size) }, pageToken);
  }

  /**
   * Records feedback and tells open watches; recording it again changes nothing and returns the first receipt.
   * Fails with BOOK_NOT_FOUND or REQUEST_ID_REUSED.
   */
  async recordFeedback(feedback: Feedback): Promise<Receipt> {
    const { userId, bookId, requestId } = feedback;
    if (!this.#byId.has(bookId)) {
      const message = `There is no book with the id ${JSON.stringify(bookId)}: use an id that Recommend returned.`;
      throw new Fault("BOOK_NOT_FOUND", message, { book_id: bookId });
    }
    // A UUID is the same in upper and lower case (RFC 9562, section 4).
    const outcome = await this.#store.record({ ...feedback, requestId: requestId.toLowerCase() }, this.#now());
    if (outcome.kind === "request-id-reused") {
      const message = `The user has used the request id ${requestId} for other feedback: make a new one for this.`;
      throw new Fault("REQUEST_ID_REUSED", message, { request_id: requestId });
    }
    if (outcome.kind === "recorded") this.#hub.publish({ userId, bookId, ratingChanged: outcome.ratingChanged });
    return outcome.receipt;
  }

  /**
   * The user's list at once, then a new one whenever feedback has changed it, until the signal is aborted. A slow
   * reader misses lists in between, never the newest. Fails with SHUTTING_DOWN when `shutDown` is called.
   */
  async *watch(request: ListRequest, signal: AbortSignal): AsyncGenerator<readonly RankedBook[], void, undefined> {
    // Before the first list is read, so that no change falls between the two.
    using subscription = this.#hub.subscribe((change) => this.#concerns(change, request));
    let sent: readonly RankedBook[] | undefined;
    do {
      // Lists follow each other: each waits for the change before it.
      // oxlint-disable-next-line no-await-in-loop
      const list = (await this.#rankFor(request)).slice(0, limit(request.size));
      if (sent === undefined || !sameList(sent, list)) yield list;
      sent = list;
      // oxlint-disable-next-line no-await-in-loop
    } while (await subscription.changed(signal));
  }

  /** Ends all watches with SHUTTING_DOWN and refuses new ones; other calls are still answered. */
  shutDown(): void {
    this.#hub.close();
  }

  async #rankFor(request: TokenScope): Promise<RankedBook[]> {
    return rank({ ...request, books: this.#books, ...(await this.#store.taste(request.userId)) });
  }

  #concerns({ userId, bookId, ratingChanged }: Change, request: TokenScope): boolean {
    // The own opinion counts whatever the book's shelf: its authors stand on other shelves too.
    if (userId === request.userId) return true;
    if (!ratingChanged) return false;
    const shelves = this.#byId.get(bookId)?.categories ?? [];
    return request.categories.length === 0 || shelves.some((category) => request.categories.includes(category));
  }
}

/** What a recommender is made of. */
export interface RecommenderParts {
  readonly store: Store;
  /** Default: a new one. */
  readonly hub?: WatchHub;
  /** Clock for `recordedAt`. Default: the system's. */
  readonly now?: () => Date;
}

function limit(size: number): number {
  return Math.min(size, MAX_LIST_SIZE);
}

function sameList(a: readonly RankedBook[], b: readonly RankedBook[]): boolean {
  return a.length === b.length && a.every((book, index) => sameEntry(book, b[index]));
}

function sameEntry(a: RankedBook, b: RankedBook | undefined): boolean {
  return b !== undefined && a.number === b.number && a.score === b.score && sameReason(a, b);
}

function sameReason({ reason: a }: RankedBook, { reason: b }: RankedBook): boolean {
  if (a.kind === "liked-similar-title" && b.kind === a.kind) return a.likedBook.id === b.likedBook.id;
  return a.kind === b.kind;
}
