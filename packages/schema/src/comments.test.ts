import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Image } from "./image.ts";
import { SchemaIndex } from "./schema-index.ts";

const proto = `// The licence.

syntax = "proto3";
// The package.
package a.v1;
// Before M.
message M {
  // Before a.
  int32 a = 1; // Behind a.
  int32 b = 2; // Behind b.
  int32 c = 3;
}
`;

test("an element has the comment before it, or else the one behind it", () => {
  const index = new SchemaIndex(Image.parse(compileImage({ "a.proto": proto })));
  const comments = index.elementsIn("a.proto").map((element) => [element.name, index.commentOf(element)]);
  expect(comments).toEqual([
    ["a.proto", " The package.\n"],
    ["M", " Before M.\n"],
    ["a", " Before a.\n"],
    ["b", " Behind b."],
    ["c", ""],
  ]);
});

test("without source information there is no comment", () => {
  const image = Image.parse(compileImage({ "a.proto": proto }));
  const bare = Image.parse(image.encode({ targets: new Set(["a.proto"]), withSources: false, imports: "whole" }));
  const index = new SchemaIndex(bare);
  expect(index.elementsIn("a.proto").map((element) => index.commentOf(element))).toEqual(["", "", "", "", ""]);
});
