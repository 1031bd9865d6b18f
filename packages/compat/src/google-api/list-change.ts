/** How a list changed whose order has a meaning, such as patterns that generated helpers number. */
export type ListChange =
  | { readonly kind: "removed"; readonly items: readonly string[] }
  /** All are there, and not in the places where they were. */
  | { readonly kind: "reordered" }
  | { readonly kind: "appended"; readonly items: readonly string[] };

/** Compares two lists; undefined when they are equal. What is gone weighs more than what came. */
export function listChange(before: readonly string[], after: readonly string[]): ListChange | undefined {
  const gone = before.filter((item) => !after.includes(item));
  if (gone.length > 0) return { kind: "removed", items: gone };
  if (before.some((item, index) => after[index] !== item)) return { kind: "reordered" };
  const come = after.slice(before.length);
  return come.length > 0 ? { kind: "appended", items: come } : undefined;
}

/** For people: `"a", "b"`. */
export function quoteAll(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(", ");
}
