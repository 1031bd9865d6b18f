import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { expressionsOf } from "./cel-rules.ts";

/** What rules name, from which values are made that lie at their borders. */
export interface Hints {
  /** Numbers, strings, durations and times. */
  readonly literals: readonly JsonValue[];
  /** Lengths of strings and bytes, sizes of lists and maps. */
  readonly sizes: readonly number[];
  /** Regular expressions. */
  readonly patterns: readonly string[];
}

/** The hints in rules of fields or messages, in ProtoJSON. */
export function hintsOf(rules: readonly JsonObject[]): Hints {
  const hints = { literals: new Set<JsonValue>(), sizes: new Set<number>(), patterns: new Set<string>() };
  for (const one of rules) collect(one, "", hints);
  return { literals: [...hints.literals], sizes: [...hints.sizes], patterns: [...hints.patterns] };
}

interface Collected {
  readonly literals: Set<JsonValue>;
  readonly sizes: Set<number>;
  readonly patterns: Set<string>;
}

const sizeRules = /^((min|max)(Len|Bytes|Items|Pairs)|len|lenBytes)$/;

function collect(value: JsonValue, rule: string, hints: Collected): void {
  if (Array.isArray(value)) for (const item of value) collect(item, rule, hints);
  else if (typeof value === "object" && value !== null) {
    for (const expression of expressionsOf(value)) collectExpression(expression, hints);
    for (const [name, item] of Object.entries(value)) if (!name.startsWith("cel")) collect(item, name, hints);
  } else if (sizeRules.test(rule)) hints.sizes.add(Number(value));
  else if (rule === "pattern") hints.patterns.add(String(value));
  else if (rule !== "ignore" && typeof value !== "boolean") hints.literals.add(value);
}

// CEL: https://github.com/google/cel-spec/blob/master/doc/langdef.md#values. Close enough to guess values by.
const strings = /r?"((?:[^"\\]|\\.)*)"|r?'((?:[^'\\]|\\.)*)'/g;
const numbers = /(?<![\w.])-?\d+(\.\d+)?(e[+-]?\d+)?/gi;

function collectExpression(expression: string, hints: Collected): void {
  for (const match of expression.matchAll(strings)) {
    const text = (match[1] ?? match[2] ?? "").replaceAll(/\\(["'\\])/g, "$1");
    hints.literals.add(text);
    if (/matches\(\s*$/.test(expression.slice(0, match.index))) hints.patterns.add(text);
  }
  for (const [text] of expression.replaceAll(strings, "").matchAll(numbers)) {
    hints.literals.add(Number(text));
    if (/^\d{1,4}$/.test(text)) hints.sizes.add(Number(text));
  }
}
