import type { Rule } from "../rule.ts";
import { typeViolations } from "../type-violations.ts";

/** int32 and uint32, fixed32 and sfixed32, and the same of 64 bits. */
export const fieldTypeSignChanged: Rule = {
  id: "FIELD_TYPE_SIGN_CHANGED",
  purpose:
    "An integer field or extension has or lost a sign in the same encoding and width. Half of its values are read as others in bytes, and refused as out of range in JSON.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the type, or add a field of the new type beside it and deprecate this one.",
  covers: ["FIELD_SAME_TYPE", "FIELD_WIRE_JSON_COMPATIBLE_TYPE", "FIELD_WIRE_COMPATIBLE_TYPE"],
  check: (comparison) => typeViolations(comparison, "sign"),
};
