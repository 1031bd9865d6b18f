import { splitKey } from "@breakwater/schema";
import type { Comparison, Pair } from "../comparison.ts";
import type { Flow } from "../flow.ts";
import { quoteAll } from "../quote.ts";
import type { Rule, Violation } from "../rule.ts";
import { enumBreaks, jsonWithName } from "../wire-witness/enum-breaks.ts";
import type { MessageField } from "../wire-witness/message-field.ts";

/** Of several names of a number, most runtimes write the first one in JSON and some the last one. */
export const enumAliasChanged: Rule = {
  id: "ENUM_ALIAS_CHANGED",
  purpose:
    "The names of an enum number were added to, reordered or cut down. Which of them JSON has depends on their order, and a reader refuses a name that it does not know.",
  dimension: "json",
  severity: "error",
  since: "0.1.0",
  advice: "Put the new name under a number of its own, or keep the names of a number and their order as they are.",
  covers: [],
  *check(comparison) {
    for (const pair of comparison.altered("enum", "aliases")) {
      const before = namesByNumber(comparison.before.model, pair.beforeKey);
      const after = namesByNumber(comparison.after.model, pair.afterKey);
      for (const number of new Set([...before.keys(), ...after.keys()])) {
        const sides = { number, before: before.get(number) ?? [], after: after.get(number) ?? [] };
        const violation = judgeNumber(comparison, pair, sides);
        if (violation !== undefined) yield violation;
      }
    }
  },
};

interface Names {
  readonly number: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function judgeNumber(comparison: Comparison, pair: Pair, { number, before, after }: Names): Violation | undefined {
  const hasAlias = before.length > 1 || after.length > 1;
  if (!hasAlias || before.length === 0 || after.length === 0 || before.join() === after.join()) return undefined;
  const { name } = splitKey(pair.afterKey);
  const keys = { before: pair.beforeKey, after: pair.afterKey };
  const change = `Number ${number} of enum "${name}" was named ${quoteAll(before)} and is named ${quoteAll(after)} now`;
  const gone = before.filter((candidate) => !after.includes(candidate));
  const added = after.filter((candidate) => !before.includes(candidate));
  if (gone.length === 0 && added.length === 0) {
    const message = `${change}: JSON has another of these names than before, and code that compares names no longer matches.`;
    return { ...keys, severity: "warning", flows: [], message };
  }
  const flows: Flow[] = [
    ...(gone.length > 0 ? ["old-to-new" as const] : []),
    ...(added.length > 0 ? ["new-to-old" as const] : []),
  ];
  // Most runtimes write the first name, some the last one: a name in between is written by nobody.
  const isPrinted = gone.length > 0 || before[0] !== after[0];
  const names = [...gone, ...added];
  return {
    ...keys,
    ...(isPrinted ? {} : { severity: "warning" }),
    flows,
    message: `${change}: the side that does not know ${quoteAll(names)} refuses JSON with it.`,
    witness: () => {
      const inputs = (field: MessageField): string[] => names.map((candidate) => jsonWithName(field, candidate));
      return enumBreaks(comparison, name, { numbers: [], encodings: ["json"], flows, inputs }).witness;
    },
  };
}

/** Names by number, each list in the order of the source. */
function namesByNumber(model: Comparison["before"]["model"], enumKey: Pair["beforeKey"]): Map<number, string[]> {
  const prefix = `enum value ${splitKey(enumKey).name}.`;
  const names = new Map<number, string[]>();
  for (const [key, { number }] of model) {
    if (!key.startsWith(prefix) || typeof number !== "number") continue;
    names.set(number, [...(names.get(number) ?? []), key.slice(prefix.length)]);
  }
  return names;
}
