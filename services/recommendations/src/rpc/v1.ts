import { BookCategory, type RecommendationsService } from "@breakwater/recommendations/v1";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Category } from "../domain/book.ts";
import { Fault } from "../domain/fault.ts";
import type { Recommender } from "../domain/recommender.ts";

const DEFAULT_RESULTS = 3;

const categoryOf: ReadonlyMap<BookCategory, Category> = new Map([
  [BookCategory.MYSTERY, "mystery"],
  [BookCategory.SCIENCE_FICTION, "science-fiction"],
  [BookCategory.SELF_HELP, "self-help"],
]);

/** recommendations.v1 over the domain: numbers for users and books, one category, no pages. */
export function createV1(recommender: Recommender): ServiceImpl<typeof RecommendationsService> {
  return {
    async recommend({ userId, category, maxResults }) {
      const request = {
        // User 7 here is user "7" of v2.
        userId: String(userId),
        categories: [toCategory(category)],
        size: maxResults === 0 ? DEFAULT_RESULTS : maxResults,
      };
      const { books } = await recommender.recommend(request, "");
      return { recommendations: books.map(({ book }) => ({ id: book.number, title: book.title })) };
    },
  };
}

function toCategory(category: BookCategory): Category {
  const known = categoryOf.get(category);
  if (known !== undefined) return known;
  const choices = [...categoryOf.keys()].join(", ");
  const message =
    category === BookCategory.UNSPECIFIED
      ? `No category was chosen: send one of ${choices}.`
      : `There is no category ${category}: send one of ${choices}.`;
  throw new Fault("CATEGORY_NOT_FOUND", message, { category: String(category) });
}
