import { randomUUID } from "node:crypto";
import {
  BookCategory,
  FeedbackKind,
  RecommendationsService,
  type Book as WireBook,
  type Recommendation as WireRecommendation,
} from "@breakwater/recommendations/v2";
import { type Transport, createClient } from "@connectrpc/connect";
import { type Book, type Category, categories } from "../domain/book.ts";
import type {
  Asking,
  FeedbackKind as Kind,
  Reason,
  Recommendation,
  Recommendations,
} from "../domain/recommendations.ts";
import { eachOnce, shortShelves } from "../domain/shelves.ts";
import { asBackendFault, backendFault } from "./backend-fault.ts";
import { callOptions, nameOf } from "./call-options.ts";

/** How the service is reached. */
export interface BackendParts {
  /** For calls, with retries and a circuit breaker. */
  readonly transport: Transport;
  /** For streams, which would use up the streams of a connection that calls need. */
  readonly streams: Transport;
  /** Deadline of a call, milliseconds. */
  readonly timeoutMs: number;
}

/** The largest page that there is. */
const PAGE_SIZE = 50;
/** Most books that a search shows. */
const FOUND = 24;

const numberOfCategory: Readonly<Record<Category, BookCategory>> = {
  mystery: BookCategory.MYSTERY,
  "science-fiction": BookCategory.SCIENCE_FICTION,
  "self-help": BookCategory.SELF_HELP,
};

const numberOfKind: Readonly<Record<Kind, FeedbackKind>> = {
  like: FeedbackKind.LIKE,
  dislike: FeedbackKind.DISLIKE,
  "not-interested": FeedbackKind.NOT_INTERESTED,
};

/**
 * recommendations.v2. A list costs one call; where fifty books of all shelves leave a shelf nearly empty, which takes
 * readers of one taste, one more call for each such shelf.
 */
export function recommendationsV2({ transport, streams, timeoutMs }: BackendParts): Recommendations {
  const client = createClient(RecommendationsService, transport);
  const watcher = createClient(RecommendationsService, streams);
  const page = async (asking: Asking, wanted: BookCategory[]): Promise<Recommendation[]> => {
    const request = { userId: userIdOf(asking), categories: wanted, pageSize: PAGE_SIZE };
    const { recommendations } = await client.recommend(request, callOptions(asking, timeoutMs));
    return recommendations.flatMap(toRecommendation);
  };
  const fill = async (list: readonly Recommendation[], asking: Asking): Promise<readonly Recommendation[]> => {
    // A list that is not full has all there is.
    const short = list.length < PAGE_SIZE ? [] : shortShelves(list);
    const more = await Promise.all(short.map((category) => page(asking, [numberOfCategory[category]])));
    return eachOnce([...list, ...more.flat()]);
  };
  return {
    list: (asking) => asBackendFault(async () => await fill(await page(asking, []), asking)),
    extras: {
      record: ({ bookId, kind }, asking) =>
        asBackendFault(async () => {
          // One id for all attempts, so that the service counts them once.
          const request = { userId: userIdOf(asking), bookId, kind: numberOfKind[kind], requestId: randomUUID() };
          await client.recordFeedback(request, callOptions(asking, timeoutMs));
        }),
      watch: async function* (asking, signal) {
        // With a reason of its own, which the library reports as the cancellation that it is.
        const cancelled = new AbortController();
        signal.addEventListener("abort", () => cancelled.abort(), { once: true });
        try {
          const request = { userId: userIdOf(asking), maxResults: PAGE_SIZE };
          const options = { signal: cancelled.signal, headers: nameOf(asking.requestId) };
          const lists = watcher.watchRecommendations(request, options);
          for await (const { recommendations } of lists) {
            yield await fill(recommendations.flatMap(toRecommendation), asking);
          }
        } catch (error) {
          throw backendFault(error);
        }
      },
      search: (words, asking) =>
        asBackendFault(async () => {
          const request = { query: words, pageSize: FOUND };
          const { books } = await client.searchBooks(request, callOptions(asking, timeoutMs));
          return books.map(toBook);
        }),
    },
  };
}

/** Apart from the users of other programs, and from those of v1, which are numbers. */
function userIdOf({ readerId }: Asking): string {
  return `shop:${readerId}`;
}

/** None for a recommendation without a book, which only a service that breaks its own rules sends. */
function toRecommendation({ book, reason }: WireRecommendation): Recommendation[] {
  return book === undefined ? [] : [{ book: toBook(book), reason: toReason(reason) }];
}

function toBook({ id, title, authors, categories: shelves, firstPublishedYear }: WireBook): Book {
  return {
    id,
    title,
    authors,
    year: firstPublishedYear === 0 ? undefined : firstPublishedYear,
    categories: shelves.flatMap((category) => toCategory(category) ?? []),
  };
}

function toReason(reason: WireRecommendation["reason"]): Reason {
  switch (reason.case) {
    case "popularInCategory": {
      const category = toCategory(reason.value.category);
      return category === undefined ? undefined : { kind: "popular", category };
    }
    case "likedSimilarTitle": {
      const { likedBook } = reason.value;
      return likedBook === undefined ? undefined : { kind: "liked-similar", likedTitle: likedBook.title };
    }
    case "editorsChoice":
      return { kind: "editors-choice" };
    default:
      return undefined;
  }
}

/** Undefined for a shelf of a later release. */
function toCategory(wanted: BookCategory): Category | undefined {
  return categories.find((category) => numberOfCategory[category] === wanted);
}
