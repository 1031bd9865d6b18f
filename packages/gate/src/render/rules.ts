import type { KnownRule } from "../catalog/known-rule.ts";
import { wrap } from "./wrap.ts";

/** Columns that the table keeps to. */
const width = 80;

/** Renders rules for people: a group for each source, and of each rule its weight and its first sentence. */
export function renderRulesText(rules: readonly KnownRule[]): string {
  const groups = Map.groupBy(rules, titleOf);
  const parts = [...groups].map(([title, group]) => [`${title} (${group.length})`, ...group.flatMap(rows)].join("\n"));
  return `${parts.join("\n\n")}\n\n\`breakwater explain RULE\` tells why, with an example and what to do.\n`;
}

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders rules as one JSON object with a newline at its end. */
export function renderRulesJson(rules: readonly KnownRule[]): string {
  return `${JSON.stringify({ version: jsonVersion, rules: rules.map(ruleToJson) }, null, 2)}\n`;
}

/** A rule as the JSON forms have it; named one by one, so that a field of ours does not slip into the contract. */
export function ruleToJson(rule: KnownRule): KnownRule {
  const { id, source, check, dimension, severity, purpose, advice, categories, covers } = rule;
  return { id, source, check, dimension, severity, purpose, advice, categories, covers };
}

/** Who has a rule, for people: "buf lint", "engine". */
export function titleOf({ source, check }: KnownRule): string {
  return source === "buf" ? `buf ${check}` : source;
}

function rows({ id, source, check, dimension, severity, purpose }: KnownRule): string[] {
  const about = dimension ?? (source === "gate" ? check : "");
  const [first = ""] = purpose.split(/(?<=\.)\s/);
  const head = `  ${id.padEnd(46)}${about.padEnd(12)}${severity}`;
  return [head, ...wrap(first, width - 4).map((line) => `    ${line}`)];
}
