import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Image } from "./image.ts";
import { type Model, modelKey, splitKey } from "./model.ts";
import { SchemaSet } from "./schema-set.ts";

function modelOf(files: Record<string, string>): Model {
  return new SchemaSet(Image.parse(compileImage(files))).model;
}

test("a key is taken apart as it was made, also where one kind starts like another", () => {
  for (const kind of ["package", "enum", "enum value", "rpc"] as const) {
    expect(splitKey(modelKey(kind, "a.v1.X"))).toEqual({ kind, name: "a.v1.X" });
  }
});

test("proto3 and an edition that says the same are equal but for the edition itself", () => {
  const body = "package a.v1; message M { repeated int32 a = 1; string s = 2; } enum E { Z = 0; }";
  const proto3 = modelOf({ "a.proto": `syntax = "proto3"; ${body}` });
  const implicit = "option features.field_presence = IMPLICIT;";
  const edition = modelOf({ "a.proto": `edition = "2023"; ${body.replace("v1;", `v1; ${implicit}`)}` });
  const withoutFile = (model: Model): unknown => [...model].filter(([key]) => key !== "file a.proto");
  expect(withoutFile(edition)).toEqual(withoutFile(proto3));
  expect(edition.get(modelKey("file", "a.proto"))).not.toEqual(proto3.get(modelKey("file", "a.proto")));
});

test("features are resolved from the element or the nearest around it", () => {
  const model = modelOf({
    "a.proto": `edition = "2023"; package a.v1;
      option features.field_presence = IMPLICIT;
      message M { int32 i = 1; int32 e = 2 [features.field_presence = EXPLICIT]; int32 r = 3 [features.field_presence = LEGACY_REQUIRED]; }
      enum Closed { option features.enum_type = CLOSED; A = 0; }
      enum Open { B = 0; }`,
  });
  const presence = ["i", "e", "r"].map((name) => model.get(modelKey("field", `a.v1.M.${name}`))?.["presence"]);
  expect(presence).toEqual(["IMPLICIT", "EXPLICIT", "LEGACY_REQUIRED"]);
  expect(model.get(modelKey("enum", "a.v1.Closed"))?.["open"]).toBe(false);
  expect(model.get(modelKey("enum", "a.v1.Open"))?.["open"]).toBe(true);
});

test("visibility follows the edition, the file's default and the keyword", () => {
  const model = modelOf({
    "a.proto": `edition = "2024"; package a.v1;
      message Top { message Nested {} export message Shown {} }
      local message Hidden {}`,
    "b.proto": `edition = "2024"; package b.v1; option features.default_symbol_visibility = STRICT; message Strict {}`,
    "c.proto": `syntax = "proto3"; package c.v1; message Old { message Nested {} }`,
  });
  const names = ["a.v1.Top", "a.v1.Top.Nested", "a.v1.Top.Shown", "a.v1.Hidden", "b.v1.Strict", "c.v1.Old.Nested"];
  expect(names.map((name) => model.get(modelKey("message", name))?.["visibility"])).toEqual([
    "export",
    "local",
    "export",
    "local",
    "local",
    "export",
  ]);
});

test("custom options are attributes by the name of the extension, and standard ones by their own", () => {
  const model = modelOf({
    "a.proto": `syntax = "proto3"; package a.v1; import "buf/validate/validate.proto";
      message M { string s = 1 [deprecated = true, (buf.validate.field).string.max_len = 10]; }`,
  });
  expect(model.get(modelKey("field", "a.v1.M.s"))).toMatchObject({
    "option.deprecated": true,
    "(buf.validate.field)": { string: { maxLen: "10" } },
  });
});

test("ranges that touch are one, and the names of a number are in the order of the source", () => {
  const model = modelOf({
    "a.proto": `syntax = "proto3"; package a.v1;
      message M { reserved 5, 1 to 2, 3; reserved "b", "a"; }
      enum E { option allow_alias = true; Z = 0; B = 1; A = 1; reserved 7; }`,
  });
  expect(model.get(modelKey("message", "a.v1.M"))).toMatchObject({
    reservedRanges: [
      [1, 3],
      [5, 5],
    ],
    reservedNames: ["a", "b"],
  });
  expect(model.get(modelKey("enum", "a.v1.E"))).toMatchObject({ aliases: [["B", "A"]], reservedRanges: [[7, 7]] });
});
