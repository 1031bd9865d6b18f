import { categories as allCategories, type Book, type Category } from "./book.ts";
import type { Opinion, Rating } from "./feedback.ts";
import { stableHash } from "./stable-hash.ts";

/** Votes that the prior mean weighs as much as. */
export const PRIOR_WEIGHT = 5;
/** Mean that a book without votes is taken to have. */
export const PRIOR_MEAN = 0.5;
/** The same for a book that the editors picked. */
export const EDITORS_PRIOR_MEAN = 0.7;
/** Part of the way to 1 that a liked author moves a book. */
export const AUTHOR_BOOST = 0.5;
/** Weight of the category match in the score; the rest is the weight of the rating. */
export const CATEGORY_WEIGHT = 0.1;

/** The strongest reason for a recommendation. */
export type Reason =
  | { readonly kind: "popular-in-category"; readonly category: Category }
  | { readonly kind: "liked-similar-title"; readonly likedBook: Book }
  | { readonly kind: "editors-choice" };

/** Where a book stands in a user's list: by score downwards, then by tie and number upwards. */
export interface RankKey {
  /** 0 to 1. */
  readonly score: number;
  /** Hash of user and book, 32 bits. */
  readonly tie: number;
  /** Number of the book; no two books share it, so that no two keys are equal. */
  readonly number: number;
}

/** A book in a user's list. */
export interface RankedBook extends RankKey {
  readonly book: Book;
  readonly reason: Reason;
}

/** All that a user's list depends on. */
export interface RankingInput {
  readonly userId: string;
  readonly books: readonly Book[];
  /** Shelves to choose from; empty means all. */
  readonly categories: readonly Category[];
  /** Votes of all users by book id; a book that is missing has none. */
  readonly ratings: ReadonlyMap<string, Rating>;
  /** The user's own last opinions. */
  readonly opinions: readonly Opinion[];
}

/**
 * Ranks the books of the wanted categories for a user, best first. The same input gives the same list, whatever the
 * order of the books in it.
 *
 *     rating = (likes + 5 · prior) / (likes + dislikes + 5)        prior: 0.5, for an editors' choice 0.7
 *     fit    = rating + (1 − rating) · 0.5 when the user likes another book by one of the authors, else rating
 *     match  = wanted categories that the book stands on ÷ wanted categories
 *     score  = 0.9 · fit + 0.1 · match                             0 to 1
 *
 * The rating is a Bayesian average: a book with few votes stays near its prior. Books that the user dislikes or is not
 * interested in are left out; a book that the user likes stays, is not boosted by itself, and rises by its own vote.
 * Equal scores are ordered by a hash of user and book, so that users meet unrated books in different orders, then by
 * number. docs/ranking.md explains the choice.
 */
export function rank(input: RankingInput): RankedBook[] {
  const wanted = new Set(input.categories.length === 0 ? allCategories : input.categories);
  const dismissed = new Set(input.opinions.filter(({ kind }) => kind !== "like").map(({ bookId }) => bookId));
  const liked = likedBooks(input);
  const ranked: RankedBook[] = [];
  for (const book of input.books) {
    const matching = book.categories.filter((category) => wanted.has(category));
    const [category] = matching;
    if (category === undefined || dismissed.has(book.id)) continue;
    const similar = liked.find((other) => other.id !== book.id && shareAuthor(other, book));
    const rating = bayesianAverage(book, input.ratings.get(book.id));
    const fit = similar === undefined ? rating : rating + (1 - rating) * AUTHOR_BOOST;
    ranked.push({
      book,
      score: (1 - CATEGORY_WEIGHT) * fit + CATEGORY_WEIGHT * (matching.length / wanted.size),
      tie: stableHash(`${input.userId}\n${book.id}`),
      number: book.number,
      reason: reasonFor(book, similar, category),
    });
  }
  return ranked.toSorted(compareRank);
}

/** Orders rank keys, best first; never 0 for two different books. */
export function compareRank(a: RankKey, b: RankKey): number {
  return b.score - a.score || a.tie - b.tie || a.number - b.number;
}

/** The books that the user likes, the latest first, so that the reason names what the user remembers. */
function likedBooks({ books, opinions }: RankingInput): Book[] {
  const byId = new Map(books.map((book) => [book.id, book]));
  return opinions
    .filter(({ kind }) => kind === "like")
    .flatMap(({ bookId, recordedAt }) => {
      const book = byId.get(bookId);
      return book === undefined ? [] : [{ book, at: recordedAt.getTime() }];
    })
    .toSorted((a, b) => b.at - a.at || a.book.number - b.book.number)
    .map(({ book }) => book);
}

function bayesianAverage(book: Book, rating: Rating = { likes: 0, dislikes: 0 }): number {
  const prior = book.editorsChoice ? EDITORS_PRIOR_MEAN : PRIOR_MEAN;
  return (rating.likes + PRIOR_WEIGHT * prior) / (rating.likes + rating.dislikes + PRIOR_WEIGHT);
}

function reasonFor(book: Book, similar: Book | undefined, category: Category): Reason {
  if (similar !== undefined) return { kind: "liked-similar-title", likedBook: similar };
  return book.editorsChoice ? { kind: "editors-choice" } : { kind: "popular-in-category", category };
}

function shareAuthor(a: Book, b: Book): boolean {
  return a.authors.some((author) => b.authors.includes(author));
}
