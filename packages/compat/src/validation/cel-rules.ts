import type { JsonObject } from "@bufbuild/protobuf";
import { asList, asObject, asText } from "./json.ts";
import { type RuleChange, changesOf } from "./rule-change.ts";
import { without } from "./sets.ts";

/**
 * The CEL expressions of rules of a field or a message, in either form. Ids and messages tell people about a rule and
 * are no part of it.
 */
export function expressionsOf(rules: JsonObject): ReadonlySet<string> {
  const long = asList(rules["cel"]).map((rule) => asText(asObject(rule)["expression"] ?? ""));
  const short = asList(rules["celExpression"]).map(asText);
  return new Set([...long, ...short].map((expression) => expression.trim()).filter((expression) => expression !== ""));
}

/** What is new and what is gone. What an expression means is not understood: a changed one counts as tightened. */
export function compareExpressions(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  prefix: string,
): RuleChange[] {
  const [gone, come] = [[...without(before, after)], [...without(after, before)]];
  const [old, now] = [gone[0], come[0]];
  const isChanged = old !== undefined && now !== undefined;
  if (isChanged && gone.length === 1 && come.length === 1) {
    return changesOf({ tightened: "maybe", loosened: "maybe" }, `${prefix}CEL \`${old}\` → \`${now}\``);
  }
  const sureness = isChanged ? "maybe" : "yes";
  return [
    ...come.flatMap((text) => changesOf({ tightened: sureness, loosened: "no" }, `${prefix}CEL \`${text}\` is new`)),
    ...gone.flatMap((text) => changesOf({ tightened: "no", loosened: sureness }, `${prefix}CEL \`${text}\` is gone`)),
  ];
}
