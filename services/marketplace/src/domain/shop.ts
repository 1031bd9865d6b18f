import { setTimeout } from "node:timers/promises";
import type { Book } from "./book.ts";
import type { LastLists } from "./last-lists.ts";
import {
  type Asking,
  BackendFault,
  type Feedback,
  type Recommendation,
  type Recommendations,
} from "./recommendations.ts";
import { type Display, display } from "./shelves.ts";

/** What the home page shows. */
export interface Home extends Display {
  /** False when the service did not answer, and this is what was shown last. */
  readonly isFresh: boolean;
}

/** What a shop is made of. */
export interface ShopParts {
  readonly recommendations: Recommendations;
  readonly lastLists: LastLists;
  /** Hears of each fault of the service that readers are not told in full. */
  readonly onFault: (what: string, fault: BackendFault, asking: Asking) => void;
  /** Time before a live list that broke is asked for again, milliseconds; doubles up to sixteen times that. Default 1000. */
  readonly firstRetryMs?: number;
}

const LONGEST_RETRY = 16;

/** The shop, for pages and for programs. It answers, with what it remembers, when the service behind it does not. */
export class Shop {
  readonly #recommendations: Recommendations;
  readonly #lastLists: LastLists;
  readonly #onFault: ShopParts["onFault"];
  readonly #firstRetryMs: number;

  constructor({ recommendations, lastLists, onFault, firstRetryMs = 1000 }: ShopParts) {
    this.#recommendations = recommendations;
    this.#lastLists = lastLists;
    this.#onFault = onFault;
    this.#firstRetryMs = firstRetryMs;
  }

  /** Whether readers can say what they think of a book, and see their list change. */
  get takesFeedback(): boolean {
    return this.#recommendations.extras !== undefined;
  }

  /** Whether books can be searched for. */
  get hasSearch(): boolean {
    return this.#recommendations.extras?.search !== undefined;
  }

  /** The reader's shelves, with one request to the service. */
  async home(asking: Asking): Promise<Home> {
    try {
      return this.#show(await this.#recommendations.list(asking), asking);
    } catch (error) {
      return this.#remember("list", error, asking);
    }
  }

  /**
   * The shelves at once, and again whenever they change, until the signal is aborted. When the service goes, what was
   * shown last, and the shelves again once it is back; of one that ends its streams and takes the next, as a restart
   * behind a balancer looks like, nothing is told. Not for a shop without feedback.
   */
  async *live(asking: Asking, signal: AbortSignal): AsyncGenerator<Home, void, undefined> {
    const isOver = (): boolean => signal.aborted;
    let retryMs = this.#firstRetryMs;
    while (!isOver()) {
      let isThere = false;
      try {
        for await (const list of this.#recommendations.extras?.watch(asking, signal) ?? []) {
          isThere = true;
          retryMs = this.#firstRetryMs;
          yield this.#show(list, asking);
        }
      } catch (error) {
        if (isOver()) return;
        const remembered = this.#remember("watch", error, asking);
        if (!isThere) yield remembered;
      }
      await setTimeout(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, this.#firstRetryMs * LONGEST_RETRY);
    }
  }

  /** Records feedback. Fails with a BackendFault. */
  async record(feedback: Feedback, asking: Asking): Promise<void> {
    try {
      await this.#recommendations.extras?.record(feedback, asking);
    } catch (error) {
      throw this.#tell("record", error, asking);
    }
    if (feedback.kind !== "like") this.#lastLists.dropBook(asking.readerId, feedback.bookId);
  }

  /** Books that fit the words; undefined when the service does not answer. */
  async search(words: string, asking: Asking): Promise<readonly Book[] | undefined> {
    try {
      const books = (await this.#recommendations.extras?.search?.(words, asking)) ?? [];
      this.#lastLists.keepTitles(books);
      return books;
    } catch (error) {
      this.#tell("search", error, asking);
      return undefined;
    }
  }

  /** Title of a book that was shown; undefined when it is not known any more. */
  titleOf(bookId: string): string | undefined {
    return this.#lastLists.titleOf(bookId);
  }

  #show(list: readonly Recommendation[], { readerId }: Asking): Home {
    this.#lastLists.keep(readerId, list);
    return { ...display(list), isFresh: true };
  }

  #remember(what: string, error: unknown, asking: Asking): Home {
    this.#tell(what, error, asking);
    return { ...display(this.#lastLists.recall(asking.readerId)), isFresh: false };
  }

  /** Tells of a fault of the service; others are the shop's own. */
  #tell(what: string, error: unknown, asking: Asking): BackendFault {
    if (!(error instanceof BackendFault)) throw error;
    this.#onFault(what, error, asking);
    return error;
  }
}
