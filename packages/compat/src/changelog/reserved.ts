import type { JsonValue } from "@bufbuild/protobuf";
import type { Change } from "../change.ts";
import { listOf, textsOf } from "../json-value.ts";

/**
 * Whether a change reserves more names or numbers in a message or enum, and frees none. It goes with a deletion, which
 * is told, or keeps free what never was used.
 */
export function isMoreReserved({ attribute, before, after }: Change & { kind: "altered" }): boolean {
  if (attribute === "reservedNames") {
    const now = textsOf(after);
    return textsOf(before).every((name) => now.includes(name));
  }
  if (attribute !== "reservedRanges") return false;
  const now = rangesOf(after);
  return rangesOf(before).every(([start, last]) => now.some(([from, to]) => from <= start && last <= to));
}

type Range = readonly [start: number, last: number];

function rangesOf(value: JsonValue | undefined): Range[] {
  return listOf(value).map((range): Range => {
    const [start, last] = listOf(range);
    return [Number(start), Number(last)];
  });
}

/** Ranges for people: "3" and "5 to 7". */
export function rangeTexts(value: JsonValue | undefined): string[] {
  return rangesOf(value).map(([start, last]) => (start === last ? String(start) : `${start} to ${last}`));
}
