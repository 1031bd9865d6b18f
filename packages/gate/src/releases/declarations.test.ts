import { Image, SchemaSet, splitKey } from "@breakwater/schema";
import { compileImage } from "@breakwater/testkit";
import { assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { declarationsIn } from "./declarations.ts";

const proto2 = `
// message Comment { optional int32 not = 1; }
syntax = "proto2"; package a . b.v1;
import "google/protobuf/descriptor.proto";
option java_package = "message Text { int32 not = 2; }";
message M { /* } */ extensions 100 to 199 [declaration = { number: 100 full_name: ".a.b.v1.plain" type: "int32" }];
  optional string message = 1; required int32 enum = 0x2 [deprecated = true, json_name = "other"];
  repeated group Item = 010 [(note) = { text: "}" }] { optional int32 in_item = 1; }
  oneof pick { string left = 11; int32 right = 12; group InPick = 13 { optional bool deep = 1; } }
  map<string, M.Inner> by_name = 14;
  message Inner { option (about) = { text: "{" }; optional .a.b.v1.M.Inner inner = 1; reserved 5, 7 to 9; reserved "gone"; }
  extend M { optional int32 nested_extension = 101; }
  enum E { option allow_alias = true; ZERO = 0; NULL = 0; MINUS = -1 [deprecated = true]; reserved -9 to -5; HEX = 0x7F; }
  optional string option = 15 [default = "a; b = 16; ]"];
  optional int32 group = 16; optional int32 oneof = 17; optional int32 reserved = 18;
}
extend M { optional int32 plain = 100; repeated group Big = 102 { optional int32 in_big = 1; } };
extend google.protobuf.FieldOptions { optional Note note = 50001; }
extend google.protobuf.MessageOptions { optional Note about = 50001; }
message Note { optional string text = 1; }
service S { rpc Get(M) returns (stream M) { option idempotency_level = NO_SIDE_EFFECTS; } rpc Put(M) returns (M); }
enum Last { L = 0; };
`;

const edition = `
edition = "2024"; package c;
export message Shown { string a = 1; local enum Hidden { HIDDEN_UNSPECIFIED = 0; } }
local message Kept { int32 b = 1 [features.field_presence = LEGACY_REQUIRED]; }
`;

const cases = { proto2, edition, nothing: "", unnamed: 'syntax = "proto3"; message M { int32 a = 1; }' } as const;

for (const [name, text] of Object.entries(cases)) {
  test(`of ${name} everything is read that the compiler finds`, () => {
    const { model } = new SchemaSet(Image.parse(compileImage({ "x.proto": text })));
    const compiled = [...model].flatMap(([key, { number }]) => {
      const isNumbered = ["field", "enum value", "extension"].includes(splitKey(key).kind);
      // The compiler makes a message of each map.
      return isNumbered && !key.includes(".ByNameEntry.") ? [`${key} = ${Number(number)}`] : [];
    });
    const read = declarationsIn(text);
    expect(read.map(({ key, number }) => `${key} = ${number}`).toSorted()).toEqual(compiled.toSorted());
  });
}

test("a declaration has its parent, its names and what it says without options", () => {
  const find = (key: string) => declarationsIn(proto2).find((declaration) => declaration.key === key);
  expect(find("field a.b.v1.M.enum")).toMatchObject({
    parent: "a.b.v1.M",
    names: ["enum", "other"],
    text: "required int32 enum = 0x2 other",
  });
  expect(find("extension a.b.v1.M.nested_extension")).toMatchObject({ parent: "M", names: ["nested_extension"] });
  expect(find("enum value a.b.v1.M.E.MINUS")).toMatchObject({ parent: "a.b.v1.M.E", text: "MINUS = - 1" });
  const reordered = declarationsIn('syntax = "proto3"; message M { string a=1[deprecated=true]; }');
  expect(reordered.map(({ text }) => text)).toEqual(["string a = 1"]);
});

test("any text is read to its end", () => {
  const parts = constantFrom(
    "message ",
    "M",
    "{",
    "}",
    "[",
    "]",
    ";",
    "=",
    "1",
    '"',
    "'",
    "/*",
    "*/",
    "//",
    "\n",
    "enum ",
  );
  assert(
    property(string({ unit: parts, maxLength: 60 }), (text) => {
      expect(Array.isArray(declarationsIn(text))).toBe(true);
    }),
    { numRuns: 2000 },
  );
  const started = performance.now();
  for (const start of ["/*", '"\\', "a = 1[", "message M {", "//"]) declarationsIn(start.repeat(50_000));
  expect(performance.now() - started).toBeLessThan(5000);
});
