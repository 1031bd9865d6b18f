import { splitKey } from "@breakwater/schema";
import type { Rule } from "../rule.ts";
import { fieldBreaks } from "../wire-witness/field-breaks.ts";

/** A field is renamed when another name has its number; its JSON name changes with it unless `json_name` keeps it. */
export const fieldJsonNameChanged: Rule = {
  id: "FIELD_JSON_NAME_CHANGED",
  purpose:
    "A field has another name in JSON, because it is renamed or has another `json_name`. Each side refuses what the other one writes, or ignores it.",
  dimension: "json",
  severity: "error",
  since: "0.1.0",
  advice: 'Keep the name, or keep it in JSON with `json_name = "…"`.',
  covers: ["FIELD_SAME_JSON_NAME", "FIELD_SAME_NAME"],
  *check(comparison) {
    for (const pair of comparison.altered("field", "jsonName")) {
      const { beforeKey, afterKey, before, after } = pair;
      const { flows, witness } = fieldBreaks(comparison, pair, { encodings: ["json"] });
      const names = `${JSON.stringify(before["jsonName"])} in JSON and is called ${JSON.stringify(after["jsonName"])} now`;
      yield {
        before: beforeKey,
        after: afterKey,
        flows,
        // Readers know a field by both of its names, so a new json_name alone may break one direction only.
        message: `Field "${splitKey(afterKey).name}" was called ${names}: what one side writes the other refuses.`,
        witness: () => witness,
      };
    }
  },
};
