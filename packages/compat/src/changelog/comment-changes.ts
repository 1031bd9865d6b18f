import { type Element, type ModelKey, modelKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";

/** How many elements that both sides have got another comment, by package. */
export function commentChanges({ before, after, pairing }: Comparison): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const old = new Map<ModelKey, Element>();
  for (const element of before.index.elements()) old.set(keyOf(element), element);
  for (const element of after.index.elements()) {
    const origin = pairing.origins.get(keyOf(element));
    const counterpart = origin === undefined ? undefined : old.get(origin);
    if (counterpart === undefined) continue;
    if (plain(before.index.commentOf(counterpart)) === plain(after.index.commentOf(element))) continue;
    const name = element.file.package;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function keyOf(element: Element): ModelKey {
  return modelKey(element.kind, element.kind === "file" ? element.name : element.fullName);
}

// Lines that are broken elsewhere say the same.
function plain(comment: string): string {
  return comment.replaceAll(/\s+/g, " ").trim();
}
