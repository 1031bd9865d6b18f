import { fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Image, isSameContent } from "./image.ts";

const files = {
  "a.proto": 'syntax = "proto3"; package a.v1; import "b.proto"; message M { b.v1.N n = 1; }',
  "b.proto":
    'syntax = "proto3"; package b.v1; import "google/protobuf/empty.proto"; message N { google.protobuf.Empty e = 1; }',
  "c.proto": 'syntax = "proto3"; package c.v1; message O {}',
};

function decode(bytes: Uint8Array): FileDescriptorSet {
  // A Buffer, which is what a file is read as, would make its fields Buffers too.
  return fromBinary(FileDescriptorSetSchema, new Uint8Array(bytes));
}

test("an image has the descriptors that were compiled, and their positions one by one", () => {
  const bytes = new Uint8Array(compileImage(files));
  const image = Image.parse(bytes);
  const whole = decode(bytes);
  expect(image.files.map(({ name }) => name)).toEqual(whole.file.map(({ name }) => name));
  for (const [index, { sourceCodeInfo, ...rest }] of whole.file.entries()) {
    expect(image.descriptors.file[index]).toEqual(rest);
    expect(image.sourcesOf(rest.name)).toEqual(sourceCodeInfo);
  }
});

test("a part of an image holds its targets and what they import, which is marked as such", () => {
  const image = Image.parse(compileImage(files));
  const part = image.encode({ targets: new Set(["a.proto"]), withSources: true, imports: "whole" });
  const read = Image.parse(part);
  expect(read.files.map(({ name, isImport }) => `${name} ${isImport}`)).toEqual([
    "google/protobuf/empty.proto true",
    "b.proto true",
    "a.proto false",
  ]);
  expect(read.sourcesOf("a.proto")).toEqual(image.sourcesOf("a.proto"));
  expect(read.sourcesOf("b.proto")).toBeUndefined();
  expect(
    Image.parse(image.encode({ targets: new Set(["a.proto"]), withSources: false, imports: "whole" })).sourcesOf(
      "a.proto",
    ),
  ).toBe(undefined);
});

test("a part without targets is an image that buf can read: it has one file", () => {
  const part = Image.parse(
    Image.parse(compileImage(files)).encode({ targets: new Set(), withSources: true, imports: "whole" }),
  );
  expect(part.files.map(({ name, isImport }) => `${name} ${isImport}`)).toEqual(["breakwater/empty.proto false"]);
});

test("content is compared without positions", () => {
  const image = Image.parse(compileImage(files));
  const moved = Image.parse(compileImage({ ...files, "c.proto": `// A comment.\n\n${files["c.proto"]}` }));
  const changed = Image.parse(compileImage({ ...files, "c.proto": files["c.proto"].replace("O", "P") }));
  expect(isSameContent(image.contentOf("c.proto"), moved.contentOf("c.proto"))).toBe(true);
  expect(isSameContent(image.contentOf("c.proto"), changed.contentOf("c.proto"))).toBe(false);
  expect(isSameContent(image.contentOf("c.proto"), image.contentOf("d.proto"))).toBe(false);
});

const damaged: readonly { readonly bytes: readonly number[]; readonly message: string | RegExp }[] = [
  { bytes: [0xff], message: /./ },
  { bytes: [10, 5, 1], message: "longer than its message" },
  { bytes: [10, 2, 10, 9], message: "longer than its message" },
  { bytes: [10, 0], message: "has no name" },
  { bytes: [10, 2, 8, 1], message: "a name that is no text" },
  { bytes: [10, 3, 10, 1, 0xff], message: /./ },
];

for (const { bytes, message } of damaged) {
  test(`bytes that are no image are refused: ${bytes.join(" ")}`, () => {
    expect(() => Image.parse(new Uint8Array(bytes))).toThrow(message);
  });
}
