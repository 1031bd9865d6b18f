import { type ModelKey, modelKey } from "@breakwater/schema";
import { expect, test } from "vitest";
import { witnessOfBuf } from "./buf-witness.ts";
import { Comparison } from "./comparison.ts";
import { defaultPolicy } from "./policy.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

interface Case {
  readonly rule: string;
  readonly before: string;
  readonly after: string;
  readonly keys: readonly [before: ModelKey, after?: ModelKey];
  readonly expected: object | undefined;
}

const field = (name: string): ModelKey => modelKey("field", `a.v1.M.${name}`);

const lost = { confirmed: true, flow: "old-to-new" } as const;

const cases: readonly Case[] = [
  {
    rule: "FIELD_SAME_TYPE",
    before: "message M { int32 x = 1; }",
    after: "message M { string x = 1; }",
    keys: [field("x"), field("x")],
    expected: { ...lost, input: { kind: "binary", text: "0801" }, before: '{"x":1}', after: "refused: premature EOF" },
  },
  {
    rule: "FIELD_SAME_TYPE",
    before: 'import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { int64 x = 50000; }',
    after: 'import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { int32 x = 50000; }',
    keys: [modelKey("extension", "a.v1.x"), modelKey("extension", "a.v1.x")],
    expected: {
      ...lost,
      input: { kind: "binary", text: "80b51880e497d012" },
      before: '{"[a.v1.x]":"5000000000"}',
      after: '{"[a.v1.x]":705032704}',
    },
  },
  {
    rule: "FIELD_SAME_JSON_NAME",
    before: "message M { int32 x = 1; }",
    after: "message M { int32 y = 1; }",
    keys: [field("x"), field("y")],
    expected: {
      ...lost,
      input: { kind: "json", text: '{"x":1}' },
      before: '{"x":1}',
      after: 'refused: cannot decode message a.v1.M from JSON: key "x" is unknown',
    },
  },
  {
    rule: "FIELD_NO_DELETE",
    before: "message M { int32 x = 1; }",
    after: "message M {}",
    keys: [field("x")],
    expected: { ...lost, input: { kind: "binary", text: "0801" }, before: '{"x":1}', after: "{}" },
  },
  {
    rule: "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
    before: "enum E { Z = 0; ONE = 1; } message M { E e = 1; }",
    after: "enum E { Z = 0; } message M { E e = 1; }",
    keys: [modelKey("enum value", "a.v1.E.ONE")],
    expected: {
      ...lost,
      input: { kind: "json", text: '{"e":"ONE"}' },
      before: '{"e":"ONE"}',
      after: 'refused: cannot decode enum a.v1.E from JSON: "ONE"',
    },
  },
  {
    rule: "ENUM_VALUE_NO_DELETE",
    before: "enum E { Z = 0; ONE = 1; }",
    after: "enum E { Z = 0; }",
    keys: [modelKey("enum value", "a.v1.E.ONE")],
    expected: { confirmed: false, reason: 'no field has the type "a.v1.E", so that no message shows the value' },
  },
  {
    rule: "FILE_SAME_GO_PACKAGE",
    before: "message M {}",
    after: "message M {}",
    keys: [modelKey("file", "a.proto"), modelKey("file", "a.proto")],
    expected: undefined,
  },
];

for (const { rule, before, after, keys, expected } of cases) {
  test(`evidence for ${rule}: ${before} → ${after}`, () => {
    const compile = (body: string): ReturnType<typeof compileSchemas> =>
      compileSchemas({ "a.proto": `syntax = "proto3"; package a.v1; ${body}` });
    const sides = { before: compile(before), after: compile(after) };
    const comparison = new Comparison({ ...sides, history: [], policy: defaultPolicy });
    const witness = witnessOfBuf(rule, { before: keys[0], after: keys[1] }, comparison);
    expect(witness).toEqual(expected);
  });
}
