import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { Direction } from "./constraint.ts";

/** A change of validation rules that refuses what was accepted, or accepts what was refused. */
export interface RuleChange {
  readonly direction: keyof Direction;
  /** Only a value that was tried can tell whether it really does so. */
  readonly isSure: boolean;
  /** What has changed, ready to be listed: `"string.max_len" 100 → 10`. */
  readonly text: string;
}

/** The changes in a direction, one for each way in which it goes. */
export function changesOf(
  direction: Direction,
  text: string | ((way: keyof Direction) => readonly string[]),
): RuleChange[] {
  return (["tightened", "loosened"] as const).flatMap((way) => {
    if (direction[way] === "no") return [];
    const texts = typeof text === "string" ? [text] : text(way);
    return texts.map((line) => ({ direction: way, isSure: direction[way] === "yes", text: line }));
  });
}

/** A rule and its value, undefined when there is none. */
export interface NamedRule {
  /** Names as in the source, "string.max_len". */
  readonly name: string;
  readonly value: JsonValue;
}

/** What happened to a rule, in a few words. */
export function changeText(before: NamedRule | undefined, after: NamedRule | undefined): string {
  if (before === undefined) return after === undefined ? "" : `${ruleText(after)} is new`;
  if (after === undefined) return `${ruleText(before)} is gone`;
  if (before.name !== after.name) return `${ruleText(before)} → ${ruleText(after)}`;
  return `${ruleText(before)} → ${valueText(after)}`;
}

function ruleText(rule: NamedRule): string {
  return rule.value === true ? `"${rule.name}"` : `"${rule.name}" ${valueText(rule)}`;
}

const longestText = 200;

// Integers of 64 bits, which ProtoJSON writes as strings.
const wideRules = /(int64|fixed64)\.\w+$|\.((min_|max_)?(len|bytes|items|pairs)|len_bytes)$/;

function valueText({ name, value }: NamedRule): string {
  const isBare = name.endsWith("ignore") || wideRules.test(name);
  const text = isBare && typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** The name of a rule in the source: "max_len" for "maxLen"; "(acme.rule)" for the extension "[acme.rule]". */
function sourceName(jsonName: string): string {
  if (jsonName.startsWith("[")) return `(${jsonName.slice(1, -1)})`;
  return jsonName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Rules that a group of them has, by name: those of a group exclude each other but for a few. */
export function namedRules(rules: JsonObject, names: readonly string[], prefix: string): NamedRule[] {
  return names.flatMap((name) => {
    const value = rules[name];
    return value === undefined ? [] : [{ name: `${prefix}${sourceName(name)}`, value }];
  });
}
