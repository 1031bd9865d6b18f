import type { JsonValue } from "@bufbuild/protobuf";

/** The same value with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(canonicalJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonicalJson(item)]));
}
