import type { Comparison, Pair } from "./comparison.ts";

/**
 * Fields and extensions that both sides have and in which one of these attributes changed. An extension that extends
 * another message than before is not the same thing on the wire; EXTENSION_DELETED speaks of it.
 */
export function alteredFields(comparison: Comparison, ...attributes: readonly string[]): Pair[] {
  return (["field", "extension"] as const)
    .flatMap((kind) => comparison.altered(kind, ...attributes))
    .filter(({ before, after }) => before["extendee"] === after["extendee"]);
}
