import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { createClient } from "@connectrpc/connect";
import { type Category, categories } from "../domain/book.ts";
import { readerNumber } from "../domain/reader-number.ts";
import type { Recommendation, Recommendations } from "../domain/recommendations.ts";
import { eachOnce, MOST_PER_SHELF } from "../domain/shelves.ts";
import { asBackendFault } from "./backend-fault.ts";
import { callOptions } from "./call-options.ts";
import type { BackendParts } from "./recommendations-v2.ts";

const numberOfCategory: Readonly<Record<Category, BookCategory>> = {
  mystery: BookCategory.MYSTERY,
  "science-fiction": BookCategory.SCIENCE_FICTION,
  "self-help": BookCategory.SELF_HELP,
};

// A book of two shelves is shown on one, and the best one in front of all.
const SPARE = 2;

/**
 * recommendations.v1: no feedback, no reasons, no live lists, no authors. It knows one category per call, so a list
 * costs one call for each shelf, all at the same time.
 */
export function recommendationsV1({ transport, timeoutMs }: Omit<BackendParts, "streams">): Recommendations {
  const client = createClient(RecommendationsService, transport);
  return {
    list: (asking) =>
      asBackendFault(async () => {
        const shelf = async (category: Category): Promise<Recommendation[]> => {
          const userId = readerNumber(asking.readerId);
          const request = { userId, category: numberOfCategory[category], maxResults: MOST_PER_SHELF + SPARE };
          const { recommendations } = await client.recommend(request, callOptions(asking, timeoutMs));
          return recommendations.map(({ id, title }) => ({
            // Book 7 here is book "book-7" of v2, but the shop hands neither from one version to the other.
            book: { id: String(id), title, authors: [], year: undefined, categories: [category] },
            reason: undefined,
          }));
        };
        const shelves = await Promise.all(categories.map(shelf));
        // A book of two stays on the shelf that comes first.
        return eachOnce(shelves.flat());
      }),
    extras: undefined,
  };
}
