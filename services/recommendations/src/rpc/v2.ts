import {
  BookCategory,
  FeedbackKind,
  type BookSchema,
  type RecommendationSchema,
  type RecommendationsService,
} from "@breakwater/recommendations/v2";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Book, Category } from "../domain/book.ts";
import type { FeedbackKind as Kind } from "../domain/feedback.ts";
import type { RankedBook, Reason } from "../domain/ranking.ts";
import type { Recommender } from "../domain/recommender.ts";

const DEFAULT_PAGE_SIZE = 10;

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

/** recommendations.v2 over the domain. Requests have passed their rules before they get here. */
export function createV2(recommender: Recommender): ServiceImpl<typeof RecommendationsService> {
  return {
    async recommend({ userId, categories, pageSize, pageToken }) {
      const request = { userId, categories: categories.map(toCategory), size: pageSize || DEFAULT_PAGE_SIZE };
      const { books, nextPageToken } = await recommender.recommend(request, pageToken);
      return { recommendations: books.map(fromRanked), nextPageToken };
    },
    async recordFeedback({ userId, bookId, kind, requestId }) {
      const receipt = await recommender.recordFeedback({ userId, bookId, kind: toKind(kind), requestId });
      const recordedAt = timestampFromDate(receipt.recordedAt);
      return { bookId: receipt.bookId, kind: numberOfKind[receipt.kind], recordedAt };
    },
    async *watchRecommendations({ userId, categories, maxResults }, context) {
      const request = { userId, categories: categories.map(toCategory), size: maxResults || DEFAULT_PAGE_SIZE };
      for await (const books of recommender.watch(request, context.signal)) {
        yield { recommendations: books.map(fromRanked) };
      }
      // The list ends by itself only when the call was cancelled or its deadline has passed: say which.
      throw context.signal.reason;
    },
    async searchBooks({ query, pageSize, pageToken }) {
      const { books, nextPageToken } = recommender.search({ query, size: pageSize || DEFAULT_PAGE_SIZE }, pageToken);
      return { books: books.map(fromBook), nextPageToken };
    },
  };
}

function toCategory(wanted: BookCategory): Category {
  return keyOf(numberOfCategory, wanted);
}

function toKind(wanted: FeedbackKind): Kind {
  return keyOf(numberOfKind, wanted);
}

/** The name that a table gives a number; the rules of the request have refused numbers without one. */
function keyOf<Key extends string>(table: Readonly<Record<Key, number>>, wanted: number): Key {
  for (const key in table) if (table[key] === wanted) return key;
  throw new Error(`the rules let the number ${wanted} pass, which has no name here`);
}

function fromRanked({ book, score, reason }: RankedBook): MessageInitShape<typeof RecommendationSchema> {
  return { book: fromBook(book), score, reason: fromReason(reason) };
}

function fromBook({ id, title, authors, categories, year }: Book): MessageInitShape<typeof BookSchema> {
  const shelves = categories.map((category) => numberOfCategory[category]);
  return { id, title, authors: [...authors], categories: shelves, firstPublishedYear: year };
}

function fromReason(reason: Reason): NonNullable<MessageInitShape<typeof RecommendationSchema>["reason"]> {
  if (reason.kind === "editors-choice") return { case: "editorsChoice", value: {} };
  if (reason.kind === "liked-similar-title") {
    return { case: "likedSimilarTitle", value: { likedBook: fromBook(reason.likedBook) } };
  }
  return { case: "popularInCategory", value: { category: numberOfCategory[reason.category] } };
}
