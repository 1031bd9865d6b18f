import type { JsonValue } from "@bufbuild/protobuf";
import { type Interval, IntervalSet } from "./interval-set.ts";
import { asText } from "./json.ts";

/**
 * The values of a type in order, each with an ordinal: neighbours have neighbouring ordinals, so that "greater than 0"
 * and "at least 1" are the same set for integers, and the next greater double is one more for doubles.
 */
export interface NumberKind {
  /** All ordinals, without the one of NaN. */
  readonly range: Interval;
  /** The ordinal of NaN, which is in no order; only floating point types have it. */
  readonly nan?: bigint;
  /** The ordinal of a value in ProtoJSON. */
  readonly ordinal: (json: JsonValue) => bigint;
  /** The value in ProtoJSON. */
  readonly json: (ordinal: bigint) => JsonValue;
}

/** The kind of number that rules of a type, "int32" or "duration", are about; undefined for other types. */
export function numberKind(type: string): NumberKind | undefined {
  return kinds[type];
}

/** Every ordinal of a kind. */
export function allOf({ range, nan }: NumberKind): IntervalSet {
  return nan === undefined ? IntervalSet.of(range) : IntervalSet.of(range, { first: nan, last: nan });
}

const perSecond = 1_000_000_000n;
const int32 = integers(-(2n ** 31n), 2n ** 31n - 1n);
const uint32 = integers(0n, 2n ** 32n - 1n);
const int64 = integers(-(2n ** 63n), 2n ** 63n - 1n);
const uint64 = integers(0n, 2n ** 64n - 1n);

/** Lengths and sizes. */
export const sizes: NumberKind = uint64;

const kinds: Readonly<Record<string, NumberKind>> = {
  int32,
  sint32: int32,
  sfixed32: int32,
  enum: int32,
  uint32,
  fixed32: uint32,
  int64,
  sint64: int64,
  sfixed64: int64,
  uint64,
  fixed64: uint64,
  float: floats(32),
  double: floats(64),
  bool: { range: { first: 0n, last: 1n }, ordinal: (json) => (json === true ? 1n : 0n), json: (value) => value === 1n },
  // google/protobuf/duration.proto and timestamp.proto have these limits.
  duration: {
    range: seconds(-315_576_000_000n, 315_576_000_000n),
    ordinal: (json) => durationNanos(asText(json)),
    json: durationText,
  },
  timestamp: {
    range: seconds(-62_135_596_800n, 253_402_300_799n),
    ordinal: (json) => timestampNanos(asText(json)),
    json: timestampText,
  },
};

function integers(first: bigint, last: bigint): NumberKind {
  // ProtoJSON writes 64 bits as strings.
  const isWide = last > 2n ** 32n;
  return {
    range: { first, last },
    ordinal: (json) => BigInt(typeof json === "string" || typeof json === "number" ? json : 0),
    json: (ordinal) => (isWide ? String(ordinal) : Number(ordinal)),
  };
}

// The bits of IEEE 754 numbers, read as integers, are in the order of the numbers; negative ones backwards.
function floats(bits: 32 | 64): NumberKind {
  const view = new DataView(new ArrayBuffer(8));
  const ordinal = (value: number): bigint => {
    if (bits === 32) view.setFloat32(0, value);
    else view.setFloat64(0, value);
    const raw = bits === 32 ? BigInt(view.getInt32(0)) : view.getBigInt64(0);
    return raw < 0n ? -(raw + 2n ** BigInt(bits - 1)) : raw;
  };
  const number = (value: bigint): number => {
    const raw = value < 0n ? -value - 2n ** BigInt(bits - 1) : value;
    if (bits === 32) view.setInt32(0, Number(raw));
    else view.setBigInt64(0, raw);
    return bits === 32 ? view.getFloat32(0) : view.getFloat64(0);
  };
  const last = ordinal(Number.POSITIVE_INFINITY);
  const nan = last + 2n;
  return {
    range: { first: -last, last },
    nan,
    ordinal: (json) => (json === "NaN" ? nan : ordinal(Number(json))),
    json: (value) => {
      const result = value === nan ? Number.NaN : number(value);
      return Number.isFinite(result) ? result : String(result);
    },
  };
}

function seconds(first: bigint, last: bigint): Interval {
  return { first: first * perSecond, last: last * perSecond + perSecond - 1n };
}

function durationNanos(text: string): bigint {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?s$/.exec(text) ?? [];
  const nanos = BigInt(whole) * perSecond + BigInt(fraction.padEnd(9, "0"));
  return sign === "-" ? -nanos : nanos;
}

function durationText(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / perSecond}${fractionText(size % perSecond)}s`;
}

function timestampNanos(text: string): bigint {
  const [, base = "", fraction = "", zone = "Z"] = /^([^.Z+]+)(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  const millis = Date.parse(`${base}${zone}`);
  return (BigInt(Number.isNaN(millis) ? 0 : millis) / 1000n) * perSecond + BigInt(fraction.padEnd(9, "0"));
}

function timestampText(nanos: bigint): string {
  const fraction = ((nanos % perSecond) + perSecond) % perSecond;
  const date = new Date(Number((nanos - fraction) / perSecond) * 1000).toISOString();
  return `${date.slice(0, 19)}${fractionText(fraction)}Z`;
}

function fractionText(nanos: bigint): string {
  return nanos === 0n
    ? ""
    : `.${String(nanos)
        .padStart(9, "0")
        .replace(/(000)+$/, "")}`;
}
