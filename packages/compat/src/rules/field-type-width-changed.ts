import type { Rule } from "../rule.ts";
import { typeViolations } from "../type-violations.ts";

/** int32, uint32, int64 and uint64 among each other, and sint32 and sint64. */
export const fieldTypeWidthChanged: Rule = {
  id: "FIELD_TYPE_WIDTH_CHANGED",
  purpose:
    "An integer field or extension is narrower or wider in the same encoding. Values beyond 32 bits are cut off by whoever reads the narrow type in bytes, and refused in JSON.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the type, or add a field of the new type beside it and deprecate this one.",
  covers: ["FIELD_SAME_TYPE", "FIELD_WIRE_JSON_COMPATIBLE_TYPE", "FIELD_WIRE_COMPATIBLE_TYPE"],
  check: (comparison) => typeViolations(comparison, "width"),
};
