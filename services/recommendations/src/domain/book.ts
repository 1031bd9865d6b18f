/** Every shelf of the shop, in the order in which shelves are named to people. */
export const categories = ["mystery", "science-fiction", "self-help"] as const;

/** A shelf that a book stands on. */
export type Category = (typeof categories)[number];

/** A book of the catalogue. */
export interface Book {
  /** Opaque id; never changes, never reused. */
  readonly id: string;
  /** The number that recommendations.v1 knows the book by, 1 or more; never changes, never reused. */
  readonly number: number;
  readonly title: string;
  /** Names in the order of the title page, at least one. */
  readonly authors: readonly string[];
  /** Year of first publication, Gregorian calendar; of the whole text, where a magazine had it in parts before. */
  readonly year: number;
  /** At least one, each once. */
  readonly categories: readonly Category[];
  /** Whether the editors picked the book. */
  readonly editorsChoice: boolean;
}
