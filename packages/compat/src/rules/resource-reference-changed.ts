import type { JsonValue } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { objectOf, textOf } from "../json-value.ts";
import type { Rule } from "../rule.ts";

const option = "(google.api.resource_reference)";

/** A reference that is new says what was so before. */
export const resourceReferenceChanged: Rule = {
  id: "RESOURCE_REFERENCE_CHANGED",
  purpose:
    "A field with a google.api.resource_reference refers to another resource type, or to none. Generated clients lose the helpers of the field, and callers put in names of the old type.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the reference. A field for another type of resource is a new field.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("field", option)) {
      const [old, now] = [describe(before[option]), describe(after[option])];
      if (old === undefined || old === now) continue;
      const field = `Field "${splitKey(afterKey).name}"`;
      const isWider = now === anything;
      const message =
        now === undefined
          ? `${field} no longer refers to ${old}: generated clients lose its helpers.`
          : `${field} refers to ${now} instead of ${old}${isWider ? "" : ": names of the old type no longer fit"}.`;
      yield { before: beforeKey, after: afterKey, message, flows: [], ...(isWider ? { severity: "note" } : {}) };
    }
  },
};

const anything = "any resource";

function describe(value: JsonValue | undefined): string | undefined {
  const { type, childType } = objectOf(value);
  if (textOf(type) === "*") return anything;
  if (textOf(type) !== "") return `"${textOf(type)}"`;
  return textOf(childType) === "" ? undefined : `parents of "${textOf(childType)}"`;
}
