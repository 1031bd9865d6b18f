import { modelKey } from "@breakwater/schema";
import { expect, test } from "vitest";
import { Comparison } from "./comparison.ts";
import { defaultPolicy } from "./policy.ts";
import { whySafe } from "./safe-change.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

function compare(before: string, after: string): Comparison {
  const sides = { before: compileSchemas({ "a.proto": before }), after: compileSchemas({ "a.proto": after }) };
  return new Comparison({ ...sides, history: [], policy: defaultPolicy });
}

const proto3 = (body: string): string => `syntax = "proto3"; package a.v1; ${body}`;
const rpc = (options: string): string => proto3(`message M {} service S { rpc Get(M) returns (M) ${options} }`);
const level = (name: string): string => rpc(`{ option idempotency_level = ${name}; }`);
const get = modelKey("rpc", "a.v1.S.Get");
const field = modelKey("field", "a.v1.M.x");
const file = modelKey("file", "a.proto");

const cases: readonly (readonly [
  name: string,
  rule: string,
  key: typeof get,
  before: string,
  after: string,
  safe: boolean,
])[] = [
  ["no side effects gained", "RPC_SAME_IDEMPOTENCY_LEVEL", get, rpc(";"), level("NO_SIDE_EFFECTS"), true],
  ["idempotent gained", "RPC_SAME_IDEMPOTENCY_LEVEL", get, rpc(";"), level("IDEMPOTENT"), true],
  ["no side effects lost", "RPC_SAME_IDEMPOTENCY_LEVEL", get, level("NO_SIDE_EFFECTS"), rpc(";"), false],
  ["no side effects weakened", "RPC_SAME_IDEMPOTENCY_LEVEL", get, level("NO_SIDE_EFFECTS"), level("IDEMPOTENT"), false],
  [
    "one field in a new oneof",
    "FIELD_SAME_ONEOF",
    field,
    proto3("message M { int32 x = 1; }"),
    proto3("message M { oneof o { int32 x = 1; int32 added = 2; } }"),
    true,
  ],
  [
    "two fields in a new oneof",
    "FIELD_SAME_ONEOF",
    field,
    proto3("message M { int32 x = 1; int32 y = 2; }"),
    proto3("message M { oneof o { int32 x = 1; int32 y = 2; } }"),
    false,
  ],
  [
    "a field into a oneof that was there",
    "FIELD_SAME_ONEOF",
    field,
    proto3("message M { int32 x = 1; oneof o { int32 y = 2; } }"),
    proto3("message M { oneof o { int32 x = 1; int32 y = 2; } }"),
    false,
  ],
  [
    "a field out of a oneof",
    "FIELD_SAME_ONEOF",
    field,
    proto3("message M { oneof o { int32 x = 1; } }"),
    proto3("message M { int32 x = 1; }"),
    false,
  ],
  [
    "a oneof and another type",
    "FIELD_SAME_ONEOF",
    field,
    proto3("message M { int32 x = 1; }"),
    proto3("message M { oneof o { int64 x = 1; } }"),
    false,
  ],
  [
    "proto3 as an edition",
    "FILE_SAME_SYNTAX",
    file,
    proto3("message M { int32 x = 1; }"),
    'edition = "2023"; package a.v1; option features.field_presence = IMPLICIT; message M { int32 x = 1; }',
    true,
  ],
  [
    "an edition with other features",
    "FILE_SAME_SYNTAX",
    file,
    proto3("message M { int32 x = 1; }"),
    'edition = "2023"; package a.v1; message M { int32 x = 1; }',
    false,
  ],
  [
    "another rule",
    "FIELD_SAME_TYPE",
    field,
    proto3("message M { int32 x = 1; }"),
    proto3("message M { int64 x = 1; }"),
    false,
  ],
];

for (const [name, rule, key, before, after, safe] of cases) {
  test(`${safe ? "safe" : "not safe"}: ${name}`, () => {
    expect(whySafe(rule, key, compare(before, after)) !== undefined).toBe(safe);
  });
}
