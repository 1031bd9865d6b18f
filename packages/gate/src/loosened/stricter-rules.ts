/** Breaking rules of buf that find all that another one finds, by that one; categories have either. */
const stricter: Readonly<Record<string, readonly string[]>> = {
  FIELD_WIRE_COMPATIBLE_TYPE: ["FIELD_WIRE_JSON_COMPATIBLE_TYPE", "FIELD_SAME_TYPE"],
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: ["FIELD_SAME_TYPE"],
  FIELD_WIRE_COMPATIBLE_CARDINALITY: ["FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", "FIELD_SAME_CARDINALITY"],
  FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: ["FIELD_SAME_CARDINALITY"],
  FIELD_NO_DELETE_UNLESS_NAME_RESERVED: ["FIELD_NO_DELETE"],
  FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: ["FIELD_NO_DELETE"],
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: ["ENUM_VALUE_NO_DELETE"],
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: ["ENUM_VALUE_NO_DELETE"],
  PACKAGE_ENUM_NO_DELETE: ["ENUM_NO_DELETE"],
  PACKAGE_EXTENSION_NO_DELETE: ["EXTENSION_NO_DELETE"],
  PACKAGE_MESSAGE_NO_DELETE: ["MESSAGE_NO_DELETE"],
  PACKAGE_SERVICE_NO_DELETE: ["SERVICE_NO_DELETE"],
  PACKAGE_NO_DELETE: ["FILE_NO_DELETE"],
};

/** Whether one of some rules finds all that a rule finds. */
export function isCovered(rule: string, by: readonly string[]): boolean {
  return by.includes(rule) || (stricter[rule] ?? []).some((other) => by.includes(other));
}
