import { expect, test } from "vitest";
import { compareSchemas } from "./compare.ts";
import { rules } from "./rules/index.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const proto = (body: string): ReturnType<typeof compileSchemas> =>
  compileSchemas({ "a.proto": `syntax = "proto3"; package a.v1; ${body}` });

function found(before: string, after: string): [rule: string, key: string | undefined][] {
  return compareSchemas({ before: proto(before), after: proto(after) }).map(({ rule, after: key }) => [rule.id, key]);
}

test("a rule is silent where another rule that it names has said the same, and nowhere else", () => {
  const field = "field a.v1.M.a";
  const cases = [
    ["int32 a = 1;", "string a = 1;", "FIELD_TYPE_CHANGED"],
    ["int32 a = 1;", "int64 a = 1;", "FIELD_TYPE_WIDTH_CHANGED"],
    ["int32 a = 1;", "repeated int32 a = 1;", "FIELD_CARDINALITY_CHANGED"],
    ["int32 a = 1;", "optional int32 a = 1;", "FIELD_PRESENCE_CHANGED"],
    ["int64 a = 1;", "int64 a = 1 [jstype = JS_STRING];", "TS_PROPERTY_CHANGED"],
  ] as const;
  for (const [before, after, rule] of cases) {
    expect(found(`message M { ${before} }`, `message M { ${after} }`)).toEqual([[rule, field]]);
  }
  expect(found("message M { int32 a = 1; }", "message M { int32 b = 1; }")).toEqual([
    ["FIELD_JSON_NAME_CHANGED", "field a.v1.M.b"],
  ]);
});

test("what a rule names is a rule of buf or one that there is", () => {
  const known = new Set(rules.map(({ id }) => id));
  const ofBuf = /_(SAME|NO_DELETE|COMPATIBLE|NO_REMOVE)|^RESERVED_/;
  const named = rules.flatMap(({ covers }) => covers);
  expect(named.filter((id) => !known.has(id) && !ofBuf.test(id))).toEqual([]);
});
