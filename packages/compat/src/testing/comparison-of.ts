import { Comparison } from "../comparison.ts";
import { defaultPolicy } from "../policy.ts";
import type { SchemaSet } from "@breakwater/schema";

/** Two sets of schemas as rules see them, without history and with the default policy. */
export function comparisonOf(before: SchemaSet, after: SchemaSet): Comparison {
  return new Comparison({ before, after, history: [], policy: defaultPolicy });
}
