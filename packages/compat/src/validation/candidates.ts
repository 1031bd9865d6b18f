import type { DescEnum, DescField, DescMessage, JsonValue, ScalarType } from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import type { Hints } from "./hints.ts";
import { asText } from "./json.ts";
import { numberCandidates, scalarCandidates } from "./scalar-candidates.ts";
import { numberKind } from "./number-kind.ts";

/** How rules of other fields are found, for the messages in a message. */
export type HintsOfField = (field: DescField) => Hints;

/** Values of a field, in ProtoJSON, at the borders of what rules accept; short ones first. */
export function candidatesFor(field: DescField, hints: Hints, hintsOf: HintsOfField): JsonValue[] {
  return shortFirst(fieldCandidates(field, { hints, hintsOf, depth: 0 }));
}

interface Context {
  readonly hints: Hints;
  readonly hintsOf: HintsOfField;
  /** Messages around the field. */
  readonly depth: number;
}

const deepest = 2;
/** Longer lists show no more. */
const longestList = 2000;
const mostParts = 60;
const mostNested = 300;

function fieldCandidates(field: DescField, context: Context): JsonValue[] {
  if (field.fieldKind === "list") return listCandidates(singleCandidates(field, context), context);
  if (field.fieldKind === "map") {
    const keys = scalarCandidates(field.mapKey, context.hints).map(String);
    return mapCandidates(shortFirst(keys), singleCandidates(field, context), context);
  }
  return singleCandidates(field, context);
}

interface SingleValue {
  readonly scalar: ScalarType | undefined;
  readonly enum: DescEnum | undefined;
  readonly message: DescMessage | undefined;
}

function singleCandidates({ scalar, enum: enumeration, message }: SingleValue, context: Context): JsonValue[] {
  if (message !== undefined) return messageCandidates(message, context);
  if (enumeration !== undefined) return enumCandidates(enumeration, context.hints);
  return scalar === undefined ? [] : scalarCandidates(scalar, context.hints);
}

function enumCandidates(enumeration: DescEnum, hints: Hints): JsonValue[] {
  const numbers = enumeration.values.map(({ number }) => number);
  const named = hints.literals.filter((literal) => typeof literal === "number");
  return [...new Set([...numbers, ...named.flatMap((value) => [value, value + 1]), Math.max(0, ...numbers) + 1])];
}

function listCandidates(items: readonly JsonValue[], { hints }: Context): JsonValue[] {
  const some = shortFirst(items).slice(0, mostParts);
  const lists: JsonValue[] = [
    [],
    ...shortFirst(items).map((item) => [item]),
    ...some.slice(0, 5).map((item) => [item, item]),
  ];
  for (const length of lengthsOf(hints)) {
    lists.push(...some.slice(0, 8).map((item) => Array.from({ length }, () => item)));
    lists.push(Array.from({ length }, (_, index) => distinct(items, index)));
  }
  return lists;
}

function mapCandidates(keys: readonly string[], values: readonly JsonValue[], { hints }: Context): JsonValue[] {
  const [someKeys, someValues] = [keys.slice(0, mostParts), shortFirst(values).slice(0, mostParts)];
  const maps: JsonValue[] = [{}];
  for (const key of keys) for (const value of someValues.slice(0, 3)) maps.push({ [key]: value });
  for (const key of someKeys.slice(0, 5)) for (const value of values) maps.push({ [key]: value });
  for (const length of lengthsOf(hints)) {
    for (const value of someValues.slice(0, 3)) {
      maps.push(Object.fromEntries(Array.from({ length }, (_, index) => [asText(distinct(keys, index)), value])));
    }
  }
  return maps;
}

function lengthsOf(hints: Hints): number[] {
  const lengths = new Set(hints.sizes.flatMap((size) => [size - 1, size, size + 1]));
  return [...lengths].filter((length) => length > 1 && length <= longestList);
}

/** The item of an index, all items being different. */
function distinct(items: readonly JsonValue[], index: number): JsonValue {
  const item = items[0];
  if (typeof item === "string") return /^-?\d+$/.test(item) ? String(index) : `${item === "" ? "a" : item}${index}`;
  if (typeof item === "number") return index;
  return items[index] ?? {};
}

const times: Readonly<Record<string, string>> = { Duration: "duration", Timestamp: "timestamp" };

function messageCandidates(message: DescMessage, context: Context): JsonValue[] {
  const { hints } = context;
  if (message.file.proto.package === "google.protobuf") {
    const kind = numberKind(times[message.name] ?? "");
    if (kind !== undefined) return numberCandidates(kind, hints);
    const wrapped = isWrapperDesc(message) ? message.fields[0] : undefined;
    if (wrapped !== undefined) return singleCandidates(wrapped, context);
    const texts = hints.literals.filter((literal) => typeof literal === "string");
    if (message.typeName === "google.protobuf.FieldMask") {
      return ["", "a", ...texts, ...texts.map((text) => `${text}.a`), texts.join(",")];
    }
    if (message.typeName === "google.protobuf.Any") {
      // Types with a JSON form of their own have it as "value".
      return [
        {},
        ...texts.flatMap((type) => [{ "@type": type }, { "@type": type, value: {} }, { "@type": type, value: "0s" }]),
      ];
    }
  }
  if (context.depth >= deepest) return [{}];
  const nested = message.fields.flatMap((field) => {
    const own = merged(context.hints, context.hintsOf(field));
    const values = shortFirst(fieldCandidates(field, { ...context, hints: own, depth: context.depth + 1 }));
    return values.slice(0, mostNested).map((value) => ({ [field.jsonName]: value }));
  });
  return [{}, ...nested];
}

/** All hints of both. */
export function merged(a: Hints, b: Hints): Hints {
  return {
    literals: [...new Set([...a.literals, ...b.literals])],
    sizes: [...new Set([...a.sizes, ...b.sizes])],
    patterns: [...new Set([...a.patterns, ...b.patterns])],
  };
}

function shortFirst<Value extends JsonValue>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].toSorted(([a], [b]) => a.length - b.length).map(([, value]) => value);
}
