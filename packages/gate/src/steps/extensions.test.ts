import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson } from "../testing/run-gate.ts";

const proto = (fields: Readonly<Record<string, string>>): string => {
  const lines = Object.entries(fields).map(([extendee, list]) => `extend ${extendee} { ${list} }`);
  const messages = ["M", "N"].map((name) => `message ${name} { extensions 100 to 199; }`);
  return ['syntax = "proto2";', "package x.v1;", ...messages, ...lines, ""].join("\n");
};

const before = proto({
  M: `optional int64 width = 100; optional uint32 sign = 101; optional string type = 102; optional string text = 103;
    optional string card = 104; optional string number = 105; optional string a = 106; optional string b = 107;
    optional string old_name = 109; optional string redacted = 111 [debug_redact = true]; optional string fallback = 112;`,
  N: "optional int32 extendee = 110;",
});
const after = proto({
  M: `optional int32 width = 100; optional int32 sign = 101; optional int32 type = 102; optional bytes text = 103;
    repeated string card = 104; optional string number = 108; optional string a = 107; optional string b = 106;
    optional string new_name = 109; optional int32 extendee = 110; optional string redacted = 111;
    optional string fallback = 112 [default = "x"];`,
});

/** What is reported of each extension in every category, where neither buf nor the engine has something else to say. */
const always = {
  "x.v1.number": ["FIELD_NUMBER_CHANGED"],
  "x.v1.extendee": ["EXTENSION_DELETED"],
  "x.v1.redacted": ["DEBUG_REDACT_REMOVED"],
  "x.v1.fallback": ["FIELD_SAME_DEFAULT"],
};

const strict = {
  ...always,
  "x.v1.width": ["FIELD_SAME_TYPE"],
  "x.v1.sign": ["FIELD_SAME_TYPE"],
  "x.v1.type": ["FIELD_SAME_TYPE"],
  "x.v1.text": ["FIELD_SAME_TYPE"],
  "x.v1.card": ["FIELD_SAME_CARDINALITY"],
  "x.v1.a": ["FIELD_SAME_NAME"],
  "x.v1.b": ["FIELD_SAME_NAME"],
  "x.v1.new_name": ["FIELD_SAME_NAME"],
};

const expected = {
  FILE: { ...strict, "x.v1": ["EXTENSION_NO_DELETE"] },
  PACKAGE: { ...strict, "x.v1": ["PACKAGE_EXTENSION_NO_DELETE"] },
  WIRE_JSON: {
    ...strict,
    "x.v1.width": ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"],
    "x.v1.sign": ["FIELD_TYPE_SIGN_CHANGED"],
    "x.v1.type": ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"],
    "x.v1.text": ["FIELD_WIRE_JSON_COMPATIBLE_TYPE"],
    "x.v1.card": ["FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"],
  },
  WIRE: {
    ...always,
    "x.v1.width": ["FIELD_TYPE_WIDTH_CHANGED"],
    "x.v1.sign": ["FIELD_TYPE_SIGN_CHANGED"],
    "x.v1.type": ["FIELD_WIRE_COMPATIBLE_TYPE"],
    "x.v1.text": ["FIELD_TYPE_CHANGED"],
    "x.v1.card": ["FIELD_WIRE_COMPATIBLE_CARDINALITY"],
    "x.v1.a": ["FIELD_NUMBERS_SWAPPED"],
    "x.v1.new_name": ["EXTENSION_DELETED"],
  },
} as const;

for (const [category, rules] of Object.entries(expected)) {
  test(`${category}: each change of an extension is reported, and once`, async () => {
    using folder = temporaryFolder();
    const config = `version: v2\nbreaking: {use: [${category}]}\n`;
    writeFiles(join(folder.path, "before"), { "buf.yaml": config, "x.proto": before });
    writeFiles(join(folder.path, "after"), { "buf.yaml": config, "x.proto": after });
    const { findings, exitCode } = await checkJson(folder.path, "after", "--against", "before", "--only", "breaking");
    expect(exitCode).toBe(1);
    const found: Record<string, string[]> = {};
    const errors = findings.filter(({ severity }) => severity === "error");
    for (const { element, rule } of errors) (found[element ?? ""] ??= []).push(rule);
    expect(found).toEqual(rules);
    // No message shows a default: it is what is not sent.
    const unseen = errors.filter(({ dimension, witness }) => dimension === "binary" && witness?.confirmed !== true);
    expect(unseen.map(({ rule }) => rule)).toEqual(["FIELD_SAME_DEFAULT"]);
  });
}
