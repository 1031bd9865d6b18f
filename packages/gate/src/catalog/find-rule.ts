import { GateError } from "../gate-error.ts";
import { nearestWord } from "../nearest-word.ts";
import type { KnownRule } from "./known-rule.ts";

/**
 * The rule that a person names, in any case and with "-" or a space for "_".
 * @throws {GateError} with the nearest name when there is no such rule
 */
export function findRule(rules: readonly KnownRule[], name: string): KnownRule {
  const id = name
    .trim()
    .toUpperCase()
    .replaceAll(/[-\s]+/g, "_");
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  const ids = rules.map((rule) => rule.id);
  const parts = ids.filter((candidate) => id.length > 3 && candidate.includes(id)).slice(0, 5);
  const nearest = nearestWord(id, ids) ?? parts.join(", ");
  const advice = nearest === "" ? "`breakwater rules` lists all." : `Did you mean ${nearest}?`;
  throw new GateError(
    "usage",
    `There is no rule "${name}". ${advice} A rule of a plugin is known to the plugin alone.`,
  );
}
