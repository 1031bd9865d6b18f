import type { Files } from "@breakwater/testkit";
import { array, assert, property } from "fast-check";
import { expect, test } from "vitest";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { actualStatements, predictedStatements } from "../testing/declaration-statements.ts";
import { generateDeclarations } from "../testing/generate-declarations.ts";
import { randomProtos } from "../testing/random-proto.ts";

/** What protoc-gen-es exports for each of some files, and what the model says that it does. */
function surfaces(files: Files): { actual: string[][]; predicted: string[][] } {
  const { image, registry } = compileSchemas(files);
  const paths = Object.keys(files);
  const declarations = generateDeclarations(image.descriptors, paths);
  return {
    actual: paths.map((path) => actualStatements(declarations.get(path) ?? "")),
    predicted: paths.map((path) => {
      const file = registry.files.getFile(path);
      return file === undefined ? [] : predictedStatements(file);
    }),
  };
}

const tricky: Readonly<Record<string, string>> = {
  "names that clash in every way": `package a.v1;
    message Foo { message Bar {} message BarSchema {} enum Kind { KIND_A = 0; } }
    message Foo_Bar {}
    message FooSchema {}
    message FooSchemaSchema {}
    message file_x {}
    enum Foo_Kind { FOO_KIND_A = 0; FOO_KIND_B = 1; }
    service FooBar { rpc Get(Foo) returns (stream Foo_Bar); rpc ToString(stream Foo.Bar) returns (Foo); }
    service Foo_KindSchema {}`,
  "words that no export can have": `
    message string { message number {} }
    message Object {}
    message Partial {}
    message Message { Object object = 1; string text = 2; }
    enum class { class_A = 0; }
    service delete {}
    message GenMessage { Message message = 1; }`,
  "enums with and without a prefix": `package a.v1;
    enum Kind { KIND_A = 0; KIND_B_2 = 1; }
    enum Digit { DIGIT_A = 0; DIGIT_2 = 1; }
    enum Other { OTHER_A = 0; ELSE = 1; }
    enum Whole { WHOLE_A = 0; WHOLE_ = 1; }
    enum HTTPKind { HTTP_KIND_A = 0; }
    enum Two_Words { TWO_WORDS_A = 0; TWO_WORDS_constructor = 1; }
    enum Alias { option allow_alias = true; ALIAS_A = 0; ALIAS_B = 0; }`,
  "fields of every kind": `package a.v1;
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    enum Kind { KIND_A = 0; }
    message M {
      int32 snake_case = 1; optional bytes maybe = 2; int64 text = 3 [jstype = JS_STRING]; repeated uint64 texts = 4 [jstype = JS_STRING];
      map<bool, int64> large = 5; map<uint32, Kind> kinds = 6; map<string, google.protobuf.Struct> structs = 7;
      google.protobuf.Struct struct = 8; google.protobuf.Value value = 9; google.protobuf.Timestamp at = 10;
      google.protobuf.Int64Value wrapped = 11; repeated google.protobuf.StringValue wrapped_list = 12;
      optional Kind kind = 13; repeated Kind kind_list = 14; M inner = 15; repeated M inner_list = 16; string constructor = 17;
      oneof pick_one { google.protobuf.BoolValue in_oneof = 18; google.protobuf.Struct struct_in_oneof = 19; string to_string = 20; Kind one_kind = 21; }
      string _1 = 22; map<string, google.protobuf.StringValue> wrapped_map = 23;
    }`,
};

for (const [name, body] of Object.entries(tricky)) {
  test(`the model is what protoc-gen-es exports: ${name}`, () => {
    const { actual, predicted } = surfaces({ "x.proto": `syntax = "proto3"; ${body}` });
    expect(predicted).toEqual(actual);
    expect(actual[0]?.length).toBeGreaterThan(4);
  });
}

test("the model is what protoc-gen-es exports: proto2 and editions, where a scalar has no `?`", () => {
  const body = "message M { int32 a = 1; Kind kind = 2; M inner = 3; } enum Kind { KIND_A = 0; }";
  const proto2 = "message P { optional int32 a = 1; required string b = 2; optional group Inner = 3 {} extensions 9; }";
  const { actual, predicted } = surfaces({
    "a.proto": `edition = "2023"; package a; ${body}`,
    "b.proto": `syntax = "proto2"; package b; ${proto2} extend P { optional P field_name = 9; }`,
    "c.proto": `edition = "2024"; package c; ${body}`,
  });
  expect(predicted).toEqual(actual);
});

test("the model is what protoc-gen-es exports, whatever is in a file", () => {
  // Many files at a time: a compiler and a generator start for each round. fast-check prints the seed of a failure.
  const rounds = { numRuns: 4, endOnFailure: true };
  let exportsSeen = 0;
  let clashes = 0;
  assert(
    property(array(randomProtos, { minLength: 40, maxLength: 40 }), (protos) => {
      const files = protos.map((text, index) => [`x/v${index}/x.proto`, text(`x.v${index}`)] as const);
      const { actual, predicted } = surfaces(Object.fromEntries(files));
      expect(predicted).toEqual(actual);
      exportsSeen += actual.flat().length;
      clashes += actual.flat().filter((statement) => /^(type|const|enum) \w+\$/.test(statement)).length;
    }),
    rounds,
  );
  // Otherwise the schemas are too tame to tell anything.
  expect(exportsSeen).toBeGreaterThan(2000);
  expect(clashes).toBeGreaterThan(100);
});

test("a model that is wrong in one name or one type is found out", () => {
  const { actual } = surfaces({ "x.proto": 'syntax = "proto3"; message M { int32 a = 1; }' });
  const { predicted } = surfaces({ "x.proto": 'syntax = "proto3"; message M { optional int32 a = 1; }' });
  expect(predicted).not.toEqual(actual);
});
