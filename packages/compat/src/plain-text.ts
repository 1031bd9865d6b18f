import type { JsonValue } from "@bufbuild/protobuf";

/** A value of an attribute for a message: text as it is, everything else as JSON, and "nothing" without a value. */
export function plainText(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
