import { type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { base64Encode, getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Hints } from "./hints.ts";
import { type NumberKind, numberKind } from "./number-kind.ts";
import { patternSamples } from "./pattern-samples.ts";
import { formatSamples } from "./string-formats.ts";

/** Values of a scalar type, in ProtoJSON, at the borders of what rules accept. */
export function scalarCandidates(scalar: ScalarType, hints: Hints): JsonValue[] {
  if (scalar === ScalarType.STRING) return stringCandidates(hints);
  if (scalar === ScalarType.BYTES) return bytesCandidates(hints);
  // Rules have the names of types in lower case.
  const kind = numberKind(ScalarType[scalar].toLowerCase());
  return kind === undefined ? [] : numberCandidates(kind, hints);
}

/** Numbers, durations or times: those that are named, their neighbours, zero, and the greatest and smallest. */
export function numberCandidates(kind: NumberKind, hints: Hints): JsonValue[] {
  const named = [...hints.literals, ...hints.sizes].flatMap((literal) => ordinalsOf(literal, kind));
  const { first, last } = kind.range;
  const borders = [...named, 0n, first, last, kind.ordinal(1)];
  const ordinals = new Set(borders.flatMap((ordinal) => [ordinal, ordinal - 1n, ordinal + 1n]));
  const inRange = [...ordinals].filter((ordinal) => first <= ordinal && ordinal <= last);
  return [...inRange, ...(kind.nan === undefined ? [] : [kind.nan])].map((ordinal) => kind.json(ordinal));
}

function ordinalsOf(literal: JsonValue, kind: NumberKind): bigint[] {
  try {
    return [kind.ordinal(literal)];
  } catch {
    // A fraction, or text, for an integer.
    return [];
  }
}

const plainStrings = ["", "a", "A", "0", "-", "_", ".", "/", " ", "é", "ab", "a b", "a0", "a-b", "a_b", "2024-01-01"];
/** A longer string shows no more, and takes long to be matched. */
const longestString = 100_000;

function stringCandidates(hints: Hints): string[] {
  const named = hints.literals.filter((literal) => typeof literal === "string");
  const matching = hints.patterns.flatMap(patternSamples);
  const framed = named.slice(0, 6).flatMap((start) => {
    return named.slice(0, 6).flatMap((end) => [`${start}${end}`, `${start}a${end}`]);
  });
  const bases = [...plainStrings, ...named, ...framed, ...matching];
  const varied = [...named, ...matching].flatMap((text) => {
    return [`${text}a`, `a${text}`, `${text}!`, `${text}0`, text.slice(0, -1), text.slice(1), text.toUpperCase()];
  });
  const lengths = new Set(hints.sizes.flatMap((size) => [size - 1, size, size + 1]));
  const stretchable = [
    ...new Set(["a", "é", "0", ...named.slice(0, 4), ...framed.slice(0, 12), ...matching, ...formatSamples]),
  ];
  const stretched = [...lengths].flatMap((length) => {
    if (length < 0 || length > longestString) return [];
    return stretchable.flatMap((text) => [stretch(text, length), stretchInside(text, length)]);
  });
  return [...new Set([...bases, ...varied, ...stretched, ...formatSamples])];
}

/** The text with its last character as often as a length, in characters, needs. */
function stretch(text: string, length: number): string {
  const characters = Array.from(text);
  return (
    characters.slice(0, length).join("") + (characters.at(-1) ?? "a").repeat(Math.max(0, length - characters.length))
  );
}

/** The text with more of the character in its middle, so that what it starts and ends with remains. */
function stretchInside(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length >= length) return characters.slice(0, length).join("");
  const middle = Math.floor(characters.length / 2);
  const more = (characters[middle] ?? "a").repeat(length - characters.length);
  return characters.slice(0, middle).join("") + more + characters.slice(middle).join("");
}

function bytesCandidates(hints: Hints): string[] {
  const named = hints.literals.filter((literal) => typeof literal === "string");
  const lengths = new Set([4, 16, ...hints.sizes.flatMap((size) => [size - 1, size, size + 1])]);
  const filled = [...lengths]
    .filter((length) => length >= 0 && length <= longestString)
    .map((length) => {
      return base64Encode(new Uint8Array(length).fill(97));
    });
  const { encodeUtf8 } = getTextEncoding();
  const texts = stringCandidates({ ...hints, sizes: [] }).map((text) => base64Encode(encodeUtf8(text)));
  return [...new Set([...named.filter(isBase64), ...filled, ...texts, "/w=="])];
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
}
