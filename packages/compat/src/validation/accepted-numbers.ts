import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { type Interval, IntervalSet } from "./interval-set.ts";
import { asList } from "./json.ts";
import { type NumberKind, allOf, sizes } from "./number-kind.ts";

/**
 * The values that the rules of a numeric type, of a duration or of a timestamp accept. As protovalidate has it: when
 * the upper bound is below the lower one, what is between the two is refused; NaN is within no bounds.
 */
export function acceptedNumbers(rules: JsonObject, kind: NumberKind): IntervalSet {
  let accepted = allOf(kind);
  const { lower, upper } = boundsOf(rules, kind);
  if (lower !== undefined || upper !== undefined) accepted = accepted.intersect(within(kind.range, { lower, upper }));
  if (rules["const"] !== undefined) accepted = accepted.intersect(pointsOf([rules["const"]], kind));
  const members = asList(rules["in"]);
  if (members.length > 0) accepted = accepted.intersect(pointsOf(members, kind));
  accepted = accepted.subtract(pointsOf(asList(rules["notIn"]), kind));
  if (rules["finite"] === true && kind.nan !== undefined) {
    accepted = accepted.subtract(IntervalSet.points([kind.nan, kind.range.first, kind.range.last]));
  }
  return accepted;
}

/** Lengths or sizes that an exact one, a minimum and a maximum accept. */
export function acceptedSizes(
  exact: JsonValue | undefined,
  minimum: JsonValue | undefined,
  maximum: JsonValue | undefined,
): IntervalSet {
  const first = minimum === undefined ? sizes.range.first : sizes.ordinal(minimum);
  const last = maximum === undefined ? sizes.range.last : sizes.ordinal(maximum);
  const accepted = IntervalSet.of({ first, last });
  return exact === undefined ? accepted : accepted.intersect(pointsOf([exact], sizes));
}

interface Bound {
  readonly ordinal: bigint;
  readonly isExclusive: boolean;
}

interface Bounds {
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
}

function boundsOf(rules: JsonObject, kind: NumberKind): Bounds {
  return { lower: boundOf(rules, ["gt", "gte"], kind), upper: boundOf(rules, ["lt", "lte"], kind) };
}

function boundOf(
  rules: JsonObject,
  [exclusive, inclusive]: readonly [string, string],
  kind: NumberKind,
): Bound | undefined {
  const value = rules[exclusive] ?? rules[inclusive];
  if (value === undefined) return undefined;
  return { ordinal: kind.ordinal(value), isExclusive: rules[exclusive] !== undefined };
}

function within({ first, last }: Interval, { lower, upper }: Bounds): IntervalSet {
  const from = lower === undefined ? first : lower.ordinal + (lower.isExclusive ? 1n : 0n);
  const to = upper === undefined ? last : upper.ordinal - (upper.isExclusive ? 1n : 0n);
  const isOutside = lower !== undefined && upper !== undefined && upper.ordinal < lower.ordinal;
  return isOutside
    ? IntervalSet.of({ first, last: to }, { first: from, last })
    : IntervalSet.of({ first: from, last: to });
}

function pointsOf(values: readonly JsonValue[], kind: NumberKind): IntervalSet {
  // NaN equals nothing, itself included.
  return IntervalSet.points(values.map((value) => kind.ordinal(value)).filter((ordinal) => ordinal !== kind.nan));
}
