import { type Category, categories } from "../domain/book.ts";
import type { Asking, Reason, Recommendation } from "../domain/recommendations.ts";

/** A recommended book of a shelf; its title is "Book <id>". */
export function recommended(id: string, category: Category, reason?: Reason): Recommendation {
  const book = { id, title: `Book ${id}`, authors: ["Ann Author"], year: 1999, categories: [category] };
  return { book, reason: reason ?? { kind: "popular", category } };
}

/** A list with as many books on each shelf, best first; ids are "mystery-1" and so on. */
export function listOf(perShelf: number): Recommendation[] {
  const numbers = Array.from({ length: perShelf }, (_, index) => index + 1);
  return numbers.flatMap((number) => categories.map((category) => recommended(`${category}-${number}`, category)));
}

/** A request of a reader. */
export function asking(readerId: string = "reader-1"): Asking {
  return { readerId, requestId: "request-1" };
}
