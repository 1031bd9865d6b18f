/** Every shelf of the shop, in the order in which people see them. */
export const categories = ["mystery", "science-fiction", "self-help"] as const;

/** A shelf that a book stands on. */
export type Category = (typeof categories)[number];

/** A book as the shop shows it. */
export interface Book {
  /** Opaque id of the recommendations service. */
  readonly id: string;
  readonly title: string;
  /** Names in the order of the title page; none where the service does not tell them. */
  readonly authors: readonly string[];
  /** Year of first publication; undefined where it is not known. */
  readonly year: number | undefined;
  /** Those that the shop knows; none for a book that only stands on shelves of a later release. */
  readonly categories: readonly Category[];
}
