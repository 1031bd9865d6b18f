import { create } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import type { Attributes } from "./attributes.ts";
import { Image } from "./image.ts";
import { modelKey } from "./model.ts";
import { SchemaSet } from "./schema-set.ts";

const acme = `syntax = "proto2"; package acme; import "google/protobuf/descriptor.proto"; import "google/protobuf/any.proto";
  import "google/protobuf/timestamp.proto";
  extend google.protobuf.FieldOptions {
    optional string scope = 50001;
    repeated int32 levels = 50002;
    optional Owner owner = 50003;
    optional google.protobuf.Timestamp sunset = 50004;
    optional google.protobuf.Any any = 50005;
  }
  message Owner { optional string team = 1; map<string, int32> pages = 2; extensions 100 to 200; }
  extend Owner { optional string chat = 100; }`;

function imageOf(options: string): Image {
  const file = `syntax = "proto3"; package a.v1; import "acme.proto"; message M { string s = 1 [${options}]; }`;
  return Image.parse(compileImage({ "acme.proto": acme, "a.proto": file }));
}

function optionsOf(image: Image): Attributes {
  const attributes = new SchemaSet(image).model.get(modelKey("field", "a.v1.M.s")) ?? {};
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => /^(\(|option\.)/.test(name)));
}

/** The options of the field when nobody has the definitions of acme.proto. */
function undefinedOptions(options: string): Attributes {
  const file = imageOf(options).descriptors.file.filter(({ name }) => name === "a.proto");
  for (const descriptor of file) descriptor.dependency = [];
  return optionsOf(Image.of(create(FileDescriptorSetSchema, { file })));
}

const cases: readonly { readonly options: string; readonly attributes: Attributes }[] = [
  { options: '(acme.scope) = ""', attributes: { "(acme.scope)": "" } },
  { options: "(acme.levels) = 2, (acme.levels) = 1", attributes: { "(acme.levels)": [2, 1] } },
  {
    options: '(acme.owner) = { pages: [{key: "b", value: 1}, {key: "a", value: 2}] team: "x" [acme.chat]: "y" }',
    attributes: { "(acme.owner)": { "[acme.chat]": "y", pages: { a: 2, b: 1 }, team: "x" } },
  },
  {
    options: '(acme.owner).team = "x", deprecated = true',
    attributes: { "(acme.owner)": { team: "x" }, "option.deprecated": true },
  },
  { options: "(acme.sunset).seconds = 0", attributes: { "(acme.sunset)": "1970-01-01T00:00:00Z" } },
  // Not a time, and no type that anybody knows: JSON has no form for them, so that they are bytes.
  {
    options: '(acme.sunset).seconds = -1000000000000, (acme.scope) = "x"',
    attributes: { "(acme.scope)": "x", "(acme.sunset)": { "@bytes": "orUYCwiA4Ova8uL///8B" } },
  },
  {
    options: '(acme.any) = { type_url: "example.com/gone.M" value: "x" }, deprecated = true',
    attributes: { "(acme.any)": { "@bytes": "qrUYFwoSZXhhbXBsZS5jb20vZ29uZS5NEgF4" }, "option.deprecated": true },
  },
];

for (const { options, attributes } of cases) {
  test(`options: ${options}`, () => expect(optionsOf(imageOf(options))).toEqual(attributes));
}

test("an option that nobody defines is still seen: what it says, and beside what others say", () => {
  const one = undefinedOptions('(acme.scope) = "x"');
  expect(Object.keys(one)).toEqual(["option.unknown"]);
  expect(one).toEqual(undefinedOptions('(acme.scope) = "x"'));
  expect(one).not.toEqual(undefinedOptions('(acme.scope) = "y"'));
  expect(one).not.toEqual(undefinedOptions('(acme.scope) = "x", (acme.levels) = 1'));
  expect(undefinedOptions('(acme.scope) = "x", deprecated = true')).toEqual({ ...one, "option.deprecated": true });
});
