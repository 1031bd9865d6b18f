import { modelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { type BehaviorChange, behaviorChanges } from "../google-api/behavior-change.ts";
import { textsOf } from "../json-value.ts";
import { parentName } from "../pairing.ts";
import type { Rule, Violation } from "../rule.ts";

const option = "(google.api.field_behavior)";

/** The severity is that of the value; where only servers older than their callers notice, a change is a note. */
export const fieldBehaviorChanged: Rule = {
  id: "FIELD_BEHAVIOR_CHANGED",
  purpose:
    "The google.api.field_behavior of a field changed, or a message that was there got a REQUIRED field. Callers that do what they always did are refused, or a value they count on is not there.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice:
    "Give requests that leave a field out a default instead of requiring it, and keep sending what responses promised. A stricter contract is a new version of the package.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("field", option)) {
      const { name } = splitKey(afterKey);
      const [old, now] = [textsOf(before[option]), textsOf(after[option])];
      const keys = { before: beforeKey, after: afterKey };
      for (const behavior of now.filter((value) => !old.includes(value))) {
        const change = behaviorChanges[behavior]?.added;
        if (change !== undefined) yield violation(keys, change, `Field "${name}" became "${behavior}"`);
      }
      for (const behavior of old.filter((value) => !now.includes(value))) {
        const change = behaviorChanges[behavior]?.removed;
        if (change !== undefined) yield violation(keys, change, `Field "${name}" is no longer "${behavior}"`);
      }
    }
    yield* addedRequired(comparison);
  },
};

function* addedRequired(comparison: Comparison): IterableIterator<Violation> {
  const change = behaviorChanges["REQUIRED"]?.added;
  for (const { key, attributes } of comparison.added("field")) {
    const { name } = splitKey(key);
    const isRequired = textsOf(attributes[option]).includes("REQUIRED");
    // In a new message nobody left it out.
    if (!isRequired || change === undefined || !comparison.pairing.origins.has(modelKey("message", parentName(name)))) {
      continue;
    }
    yield violation({ after: key }, change, `Field "${name}" is new and "REQUIRED"`);
  }
}

function violation(keys: Pick<Violation, "before" | "after">, change: BehaviorChange, what: string): Violation {
  return { ...keys, message: `${what}: ${change.follows}.`, flows: change.flows, severity: change.severity };
}
