import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Image } from "./image.ts";
import { SchemaSet } from "./schema-set.ts";

const files = {
  "a.proto": 'syntax = "proto3"; package a; import "b.proto"; message M { b.N n = 1; b.Kind k = 2; d.P p = 3; }',
  "b.proto": `syntax = "proto3"; package b; import "c.proto"; import public "d.proto";
    message N { c.O o = 1; map<string, c.O> all = 2; oneof pick { int32 x = 3; } message Inner { enum E { Z = 0; } } }
    enum Kind { UNSPECIFIED = 0; ONE = 1; } service S { rpc Get(N) returns (N); }`,
  "c.proto": 'syntax = "proto3"; package c; message O {}',
  "d.proto": 'syntax = "proto3"; package d; message P { string s = 1; }',
  "e.proto": `syntax = "proto2"; package e; import "google/protobuf/descriptor.proto"; import "c.proto";
    message H { extensions 100 to 200; extend H { optional c.O own = 100; } optional string text = 1; }`,
  "f.proto": 'syntax = "proto2"; package f; import "e.proto"; message Q { optional e.H h = 1; }',
};

function part(target: string, imports: "whole" | "outline"): Image {
  const image = Image.parse(compileImage(files));
  return Image.parse(image.encode({ targets: new Set([target]), withSources: false, imports }));
}

test("outlines of imports have names, enums and public imports, and are all that is written", () => {
  const image = part("a.proto", "outline");
  expect(image.files.map(({ name }) => name).toSorted()).toEqual(["a.proto", "b.proto", "d.proto"]);
  const outline = image.descriptors.file.find(({ name }) => name === "b.proto");
  expect(outline).toMatchObject({ dependency: ["d.proto"], publicDependency: [0], service: [] });
  expect(outline?.messageType).toMatchObject([
    { name: "N", field: [], oneofDecl: [], nestedType: [{ name: "Inner" }] },
  ]);
  expect(outline?.messageType[0]?.nestedType[0]?.enumType).toMatchObject([{ name: "E" }]);
  expect(outline?.enumType[0]?.value.map(({ name }) => name)).toEqual(["UNSPECIFIED", "ONE"]);
});

test("outlines that define extensions keep what these refer to", () => {
  const image = part("f.proto", "outline");
  expect(image.files.map(({ name }) => name).toSorted()).toEqual([
    "c.proto",
    "e.proto",
    "f.proto",
    "google/protobuf/descriptor.proto",
  ]);
});

for (const target of ["a.proto", "f.proto"]) {
  test(`with outlines of its imports ${target} links, and its model is the same`, () => {
    const [outline, whole] = [part(target, "outline"), part(target, "whole")].map((image) => new SchemaSet(image));
    expect([...(outline?.model ?? [])]).toEqual([...(whole?.model ?? [])]);
    expect(outline?.model.size).toBeGreaterThan(0);
  });
}
