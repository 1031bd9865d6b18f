import type { CheckName } from "./finding.ts";

/**
 * What to do about a finding, by rule. An entry whose key ends in "*" is for all rules that start like it, the longest
 * key first. A test holds the table against the rules that buf lists.
 */
const breakingAdvice: Readonly<Record<string, string>> = {
  "FIELD_NO_DELETE*":
    "Keep the field and mark it `[deprecated = true]`. To drop it, make a new version of the package beside this one.",
  "ENUM_VALUE_NO_DELETE*":
    "Keep the value and mark it `[deprecated = true]`: stored data and old callers still send its number.",
  MESSAGE_NO_DELETE: "Keep the message where it is, or move it in a new version of the package.",
  ENUM_NO_DELETE: "Keep the enum where it is, or move it in a new version of the package.",
  SERVICE_NO_DELETE: "Keep the service: its name is part of the path that clients call. Deprecate it instead.",
  RPC_NO_DELETE: "Keep the RPC: its name is part of the path that clients call. Deprecate it instead.",
  ONEOF_NO_DELETE: "Keep the oneof: generated code has a type or member for it.",
  EXTENSION_NO_DELETE: "Keep the extension: options that use it stop compiling.",
  EXTENSION_MESSAGE_NO_DELETE: "Keep the extension range: extensions of other files use its numbers.",
  FILE_NO_DELETE:
    "Keep the file: other schemas import it by its path. A new layout belongs to a new version of the package.",
  "PACKAGE_*": "Keep it in the package: callers and generated code know it by its full name. Deprecate it instead.",
  FIELD_SAME_TYPE: "Add a new field with the new type and a new number, and deprecate this one.",
  "FIELD_WIRE_*": "Add a new field with the new type and a new number, and deprecate this one.",
  FIELD_SAME_CARDINALITY:
    "Add a new field with a new number instead: singular, optional and repeated are different types.",
  FIELD_SAME_NAME: "Keep the name: JSON and generated code use it. If this is another field, give it a new number.",
  FIELD_SAME_JSON_NAME: "Keep the JSON name, with `json_name` if the field must be renamed: JSON callers send it.",
  FIELD_SAME_ONEOF: "Leave the field where it was: moving it into or out of a oneof changes which values can coexist.",
  FIELD_SAME_DEFAULT: "Keep the default: old and new readers would see different values for the same bytes.",
  "FIELD_SAME_*": "Keep the option as it was: generated code or accepted values change with it.",
  ENUM_SAME_TYPE: "Keep the enum open or closed as it was: unknown values are treated differently.",
  ENUM_VALUE_SAME_NAME:
    "Keep the name: JSON and generated code use it. If this is another value, give it a new number.",
  "ENUM_SAME_*": "Keep the JSON format: JSON callers depend on it.",
  "MESSAGE_SAME_JSON_*": "Keep the JSON format: JSON callers depend on it.",
  MESSAGE_SAME_REQUIRED_FIELDS: "Do not add or remove required fields: old or new readers refuse the message.",
  "MESSAGE_*": "Keep the option as it was: generated code changes with it.",
  FILE_SAME_PACKAGE:
    "Keep the package: full names, RPC paths and type URLs are made of it. Use a new file for a new package.",
  FILE_SAME_SYNTAX: "Keep the syntax or edition: presence, enums and encoding follow from it.",
  "FILE_SAME_*": "Keep the option: generated code moves or changes for its users.",
  "RESERVED_*": "Keep the reserved ranges and names: they stop anybody from using them again with another meaning.",
  RPC_SAME_IDEMPOTENCY_LEVEL: "Keep the idempotency level: clients may call by GET, or retry, because of it.",
  "RPC_SAME_*": "Add a new RPC with the new shape, and deprecate this one.",
};

const lintAdvice: Readonly<Record<string, string>> = {
  "COMMENT_*": "Write a comment above it: what it is, its unit, its range, its default.",
  ENUM_VALUE_PREFIX: "Start the name with the name of the enum: values share one namespace with their neighbours.",
  ENUM_ZERO_VALUE_SUFFIX: "End the name of value 0 in _UNSPECIFIED: it is what an unset field reads as.",
  ENUM_FIRST_VALUE_ZERO: "Make the first value number 0.",
  ENUM_NO_ALLOW_ALIAS: "Give each value a number of its own.",
  ENUM_PASCAL_CASE: "Write the name in PascalCase.",
  ENUM_VALUE_UPPER_SNAKE_CASE: "Write the name in UPPER_SNAKE_CASE.",
  FIELD_LOWER_SNAKE_CASE: "Write the name in lower_snake_case.",
  FIELD_NOT_REQUIRED: "Do not use required: it can never be removed. Use a protovalidate rule.",
  FILE_LOWER_SNAKE_CASE: "Write the file name in lower_snake_case.",
  IMPORT_NO_PUBLIC: "Import normally, and let each file import what it uses.",
  IMPORT_NO_WEAK: "Import normally: weak imports are not supported outside of Google.",
  IMPORT_USED: "Remove the import.",
  MESSAGE_PASCAL_CASE: "Write the name in PascalCase.",
  ONEOF_LOWER_SNAKE_CASE: "Write the name in lower_snake_case.",
  PACKAGE_DEFINED: "Add a package statement, for example `package shop.v1;`.",
  PACKAGE_LOWER_SNAKE_CASE: "Write each part of the package in lower_snake_case.",
  PACKAGE_VERSION_SUFFIX: "End the package in its major version, for example `shop.v1`.",
  PACKAGE_NO_IMPORT_CYCLE: "Move what both packages need to a third one.",
  "PACKAGE_SAME_*": "Give all files of the package the same value.",
  PACKAGE_SAME_DIRECTORY: "Keep the files of a package in one folder.",
  PACKAGE_DIRECTORY_MATCH: "Put the file into the folder that its package names: `shop.v1` is `shop/v1/`.",
  DIRECTORY_SAME_PACKAGE: "Keep one package per folder.",
  PROTOVALIDATE: "Correct the rule: it does not fit its field, or its expression does not compile.",
  RPC_NO_CLIENT_STREAMING:
    "Use a unary RPC. If a stream is right, name the file under `ignore_only` in buf.yaml with the reason.",
  RPC_NO_SERVER_STREAMING:
    "Use a unary RPC. If a stream is right, name the file under `ignore_only` in buf.yaml with the reason.",
  RPC_PASCAL_CASE: "Write the name in PascalCase.",
  RPC_REQUEST_RESPONSE_UNIQUE: "Give each RPC messages of its own, so that one can change without the other.",
  "RPC_REQUEST_*": "Name the request after the RPC: `Get` takes `GetRequest`.",
  "RPC_RESPONSE_*": "Name the response after the RPC: `Get` returns `GetResponse`.",
  SERVICE_PASCAL_CASE: "Write the name in PascalCase.",
  SERVICE_SUFFIX: "End the name of the service in Service.",
  STABLE_PACKAGE_NO_IMPORT_UNSTABLE:
    "Import only stable packages from a stable one, or make this package unstable too.",
  SYNTAX_SPECIFIED: "Start the file with its syntax or edition.",
};

const otherAdvice: Readonly<Record<string, string>> = {
  FORMAT: "Run `buf format -w`.",
  "GENERATED_*": "Run `buf generate` and commit what it writes.",
};

const policyAdvice: Readonly<Record<string, string>> = {
  POLICY_LOOSENED:
    "Take it back, or let the owners of the schemas decide on it in a pull request of its own, before the change that needs it.",
  BUF_CONFIG_LOOSENED:
    "Take it back, or let the owners of the schemas decide on it in a pull request of its own, before the change that needs it.",
  WORKFLOW_LOOSENED: "Let the step run on every pull request, without conditions, and let its failure fail the job.",
  CODEOWNERS_LOOSENED: "Keep the owners of schemas, rules and automation: who approves them decides what gets in.",
  WAIVER_INVALID:
    "Write it with `breakwater waive FINGERPRINT --reason … --owner … --until …`, which fills in the rest.",
  WAIVER_EXPIRED: "`breakwater waive --prune` removes it. What it was for fails again: undo that, or waive it anew.",
  WAIVER_UNMATCHED: "`breakwater waive --prune` removes waivers that are for nothing.",
};

const tables: Readonly<Record<CheckName, Readonly<Record<string, string>>>> = {
  breaking: breakingAdvice,
  lint: lintAdvice,
  format: otherAdvice,
  generated: otherAdvice,
  policy: policyAdvice,
};

/** What the advice of a check is about: rules, and beginnings of rules with "*" at their end. */
export function advisedRules(check: CheckName): string[] {
  return Object.keys(tables[check]);
}

/** What stands in for advice on rules of plugins, which only their authors know. */
export const generalAdvice = "See the documentation of the rule; it comes from a plugin of buf.yaml.";

/** One or two sentences that tell what to do about a finding of a rule. */
export function adviceFor(check: CheckName, rule: string): string {
  const table = tables[check];
  const keys = Object.keys(table).filter(
    (key) => key === rule || (key.endsWith("*") && rule.startsWith(key.slice(0, -1))),
  );
  const [best] = keys.toSorted((a, b) => b.length - a.length);
  return (best === undefined ? undefined : table[best]) ?? generalAdvice;
}
