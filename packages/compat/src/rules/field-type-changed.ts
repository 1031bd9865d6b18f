import type { Rule } from "../rule.ts";
import { typeViolations } from "../type-violations.ts";

/** Everything that is no change of sign or width alone: int64 to bool, string to bytes, enum to int32, one message to another. */
export const fieldTypeChanged: Rule = {
  id: "FIELD_TYPE_CHANGED",
  purpose:
    "A field or extension has another type, other than an integer type of the same encoding. Bytes or JSON of one side are refused or read as other values by the other side.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the type, or add a field of the new type beside it and deprecate this one.",
  covers: ["FIELD_SAME_TYPE", "FIELD_WIRE_JSON_COMPATIBLE_TYPE", "FIELD_WIRE_COMPATIBLE_TYPE"],
  check: (comparison) => typeViolations(comparison, "other"),
};
