import type { JsonObject } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { acceptedNumbers, acceptedSizes } from "./accepted-numbers.ts";
import type { Constraint } from "./constraint.ts";
import { IntervalSet } from "./interval-set.ts";
import { commonOf, without } from "./sets.ts";
import { asList, asText } from "./json.ts";
import { allOf, numberKind } from "./number-kind.ts";
import { formatRules, headerFormat } from "./string-formats.ts";

/** Rules that say something together, such as the bounds of a number. */
export interface Aspect {
  /** Names of the rules; those of one group only mean something with each other. */
  readonly groups: readonly (readonly string[])[];
  readonly constraintOf: (rules: JsonObject) => Constraint | undefined;
}

/** What the rules of a value are about, beside the rules themselves. */
export interface ValueType {
  /** As the rules of buf.validate.FieldRules name it: "int32", "fieldMask". */
  readonly name: string;
  /** The numbers of the enum. */
  readonly enumNumbers?: readonly number[];
}

/**
 * The aspects of the rules of a type; rules in none of them are to be taken as they are.
 * @param limit name of another type: only values that this one has too are of interest
 */
export function aspectsOf(type: ValueType, limit: string): readonly Aspect[] {
  if (type.name === "timestamp") return [numbers(type, limit), ...times];
  return numberKind(type.name) === undefined ? (texts[type.name] ?? []) : [numbers(type, limit)];
}

/** Whether rules of the two types can be held against each other. */
export function isComparable(a: string, b: string): boolean {
  const [one, other] = [numberKind(a), numberKind(b)];
  const areIntegers = [one, other].every((kind) => kind !== undefined && kind.nan === undefined);
  const areNumbers = areIntegers && [a, b].every((name) => /^(u|s|s?fixed)?(int)?(32|64)$/.test(name));
  return a === b || areNumbers;
}

/** Rules that are no longer there when they are false. */
export const flagRules: ReadonlySet<string> = new Set([
  ...formatRules,
  "definedOnly",
  "finite",
  "gtNow",
  "ltNow",
  "required",
  "unique",
]);

function numbers({ name, enumNumbers }: ValueType, limit: string): Aspect {
  const kind = numberKind(name);
  const range = numberKind(limit) ?? kind;
  return {
    groups: [["gt", "gte"], ["lt", "lte"], ["const"], ["in"], ["notIn"], ["finite"], ["definedOnly"]],
    constraintOf: (rules) => {
      if (kind === undefined || range === undefined) return undefined;
      const accepted = acceptedNumbers(rules, kind);
      const isDefined = rules["definedOnly"] === true;
      const defined = isDefined ? IntervalSet.points((enumNumbers ?? []).map(BigInt)) : allOf(kind);
      return { kind: "range", accepted: accepted.intersect(defined).intersect(allOf(range)) };
    },
  };
}

const times: readonly Aspect[] = [
  flag("ltNow"),
  flag("gtNow"),
  {
    groups: [["within"]],
    constraintOf: ({ within }) => {
      const nanos = within === undefined ? undefined : numberKind("duration")?.ordinal(within);
      return {
        kind: "range",
        accepted: acceptedSizes(undefined, undefined, nanos === undefined ? nanos : String(nanos)),
      };
    },
  },
];

const texts: Readonly<Record<string, readonly Aspect[]>> = {
  string: [
    sizes("len", "minLen", "maxLen"),
    sizes("lenBytes", "minBytes", "maxBytes"),
    choice(),
    text("prefix", "prefix"),
    text("suffix", "suffix"),
    text("contains", "contains"),
    text("notContains", "not contains"),
    text("pattern", "opaque"),
    { groups: [["wellKnownRegex", "strict", ...formatRules]], constraintOf: formatOf },
  ],
  bytes: [
    sizes("len", "minLen", "maxLen"),
    choice(),
    text("prefix", "prefix", decodeBase64),
    text("suffix", "suffix", decodeBase64),
    text("contains", "contains", decodeBase64),
    text("pattern", "opaque"),
    { groups: [["ip", "ipv4", "ipv6", "uuid"]], constraintOf: formatOf },
  ],
  repeated: [sizes("", "minItems", "maxItems"), flag("unique")],
  map: [sizes("", "minPairs", "maxPairs")],
  any: [choice()],
  fieldMask: [text("const", "opaque"), paths("in", false), paths("notIn", true)],
};

function sizes(exact: string, minimum: string, maximum: string): Aspect {
  return {
    groups: [[exact], [minimum], [maximum]],
    constraintOf: (rules) => ({
      kind: "range",
      accepted: acceptedSizes(rules[exact], rules[minimum], rules[maximum]),
    }),
  };
}

function flag(rule: string): Aspect {
  return { groups: [[rule]], constraintOf: (rules) => (rules[rule] === true ? { kind: "flag" } : undefined) };
}

function text(
  rule: string,
  kind: "prefix" | "suffix" | "contains" | "not contains" | "opaque",
  decode: (text: string) => string = (plain) => plain,
): Aspect {
  return {
    groups: [[rule]],
    constraintOf: ({ [rule]: value }) => (value === undefined ? undefined : { kind, text: decode(asText(value)) }),
  };
}

function choice(): Aspect {
  return {
    groups: [["const"], ["in"], ["notIn"]],
    constraintOf: (rules) => {
      const excluded = new Set(asList(rules["notIn"]).map(asText));
      let allowed = rules["const"] === undefined ? undefined : new Set([asText(rules["const"])]);
      const members = new Set(asList(rules["in"]).map(asText));
      if (members.size > 0) allowed = allowed === undefined ? members : commonOf(allowed, members);
      if (allowed !== undefined) return { kind: "choice", members: without(allowed, excluded), isExcluded: false };
      return excluded.size === 0 ? undefined : { kind: "choice", members: excluded, isExcluded: true };
    },
  };
}

function paths(rule: string, isExcluded: boolean): Aspect {
  return {
    groups: [[rule]],
    constraintOf: ({ [rule]: value }) => {
      const list = asList(value).map(asText);
      return list.length === 0 ? undefined : { kind: "paths", paths: list, isExcluded };
    },
  };
}

function formatOf(rules: JsonObject): Constraint | undefined {
  const name = formatRules.find((rule) => rules[rule] === true);
  if (name !== undefined) return { kind: "format", name };
  const header = headerFormat(asText(rules["wellKnownRegex"] ?? ""), rules["strict"] !== false);
  return header === undefined ? undefined : { kind: "format", name: header };
}

// Bytes as text with a character per byte, so that prefixes can be told.
function decodeBase64(base64: string): string {
  return String.fromCharCode(...base64Decode(base64));
}
