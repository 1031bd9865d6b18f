import { type Category, categories } from "./book.ts";
import type { Recommendation } from "./recommendations.ts";

/** Fewest books that a shelf should show. */
const LEAST_PER_SHELF = 3;
/** Most books that a shelf shows: one row of a wide screen. */
export const MOST_PER_SHELF = 6;

/** One shelf of a page. */
export interface Shelf {
  readonly category: Category;
  /** Best first. */
  readonly recommendations: readonly Recommendation[];
}

/** A list, laid out in the shop: each book once. */
export interface Display {
  /** The best book of all; undefined when there is none. */
  readonly first: Recommendation | undefined;
  /** All shelves in their order, empty ones too. */
  readonly shelves: readonly Shelf[];
}

/** Lays out a list, best first: the best book in front, the others on their shelves. */
export function display(list: readonly Recommendation[]): Display {
  const [first, ...others] = list;
  const shelves = categories.map((category) => {
    const recommendations = others.filter((recommendation) => shelfOf(recommendation) === category);
    return { category, recommendations: recommendations.slice(0, MOST_PER_SHELF) };
  });
  return { first, shelves };
}

/** A list without the books that came before in it. */
export function eachOnce(list: readonly Recommendation[]): Recommendation[] {
  const seen = new Set<string>();
  return list.filter(({ book: { id } }) => {
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

/** The shelves that show too few books of a list. */
export function shortShelves(list: readonly Recommendation[]): Category[] {
  const { shelves } = display(list);
  return shelves
    .filter(({ recommendations }) => recommendations.length < LEAST_PER_SHELF)
    .map(({ category }) => category);
}

/** The one shelf that a book of several stands on: what it is recommended for, else the first of its own. */
function shelfOf({ book, reason }: Recommendation): Category | undefined {
  return reason?.kind === "popular" ? reason.category : book.categories[0];
}
