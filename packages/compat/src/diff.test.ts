import { type Model, modelKey } from "@breakwater/schema";
import {
  assert,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  shuffledSubarray,
  string,
  tuple,
  uniqueArray,
} from "fast-check";
import { expect, test } from "vitest";
import { applyChanges } from "./change.ts";
import { diffModels } from "./diff.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const names = ["a.v1.M", "a.v1.N", "a.v1.M.x", "a.v1.M.y", "a.v1.M.z", "a.v1.N.x"];
const keys = oneof(
  tuple(constantFrom("field" as const, "enum value" as const, "message" as const), constantFrom(...names)),
  tuple(constantFrom("file" as const), constantFrom("a.proto", "b.proto", "c.proto")),
).map(([kind, name]) => modelKey(kind, name));
const attributes = tuple(
  dictionary(constantFrom("type", "(acme.scope)"), oneof(string(), integer()), { noNullPrototype: true }),
  integer({ min: 1, max: 3 }),
  constantFrom("a.proto", "b.proto"),
).map(([rest, number, file]) => ({ ...rest, number, file }));
const models = uniqueArray(tuple(keys, attributes), { selector: ([key]) => key }).map(
  (entries): Model => new Map(entries),
);

test("applying the changes to the old model gives the new one", () => {
  assert(
    property(models, models, (a, b) => {
      expect(applyChanges(a, diffModels(a, b))).toEqual(b);
    }),
  );
});

test("a model has no changes against itself, in whatever order it is", () => {
  const shuffled = models.chain((model) => {
    const entries = [...model];
    return tuple(
      uniqueArray(integer()).map(() => model),
      shuffledSubarray(entries, { minLength: entries.length }),
    );
  });
  assert(
    property(shuffled, ([model, entries]) => {
      expect(diffModels(model, new Map(entries))).toEqual([]);
    }),
  );
});

function modelOf(files: Record<string, string>): Model {
  return compileSchemas(files).model;
}

const file = (...lines: string[]): string => ['syntax = "proto3";', "package a.v1;", ...lines, ""].join("\n");
const kinds = (before: Model, after: Model): string[] => {
  return diffModels(before, after).map((change) => `${change.kind} ${change.key}`);
};

test("a field with another name and the same number is renamed, one with another number is another field", () => {
  const before = modelOf({ "a.proto": file("message M { int32 x = 1; int32 y = 2; }") });
  expect(kinds(before, modelOf({ "a.proto": file("message M { int32 z = 1; int32 y = 2; }") }))).toEqual([
    "altered field a.v1.M.z",
    "renamed field a.v1.M.z",
  ]);
  expect(kinds(before, modelOf({ "a.proto": file("message M { int32 y = 2; int32 z = 3; }") }))).toEqual([
    "removed field a.v1.M.x",
    "added field a.v1.M.z",
  ]);
});

test("a message in another file is moved; a file with the same content is renamed and nothing else", () => {
  const before = modelOf({ "a.proto": file("message M {}", "message N {}"), "b.proto": file() });
  const after = modelOf({ "a.proto": file("message M {}"), "b.proto": file("message N {}") });
  expect(kinds(before, after)).toEqual(["moved message a.v1.N"]);
  const renamed = modelOf({ "c.proto": file("message M {}", "message N {}"), "b.proto": file() });
  expect(kinds(before, renamed)).toEqual(["renamed file c.proto", "moved message a.v1.M", "moved message a.v1.N"]);
});

test("names that two fields exchange are told apart from two that stay", () => {
  const before = modelOf({ "a.proto": file("message M { int32 x = 1; int32 y = 2; }") });
  const swapped = diffModels(before, modelOf({ "a.proto": file("message M { int32 y = 1; int32 x = 2; }") }));
  expect(swapped).toEqual([
    { kind: "altered", key: modelKey("field", "a.v1.M.x"), attribute: "number", before: 1, after: 2 },
    { kind: "altered", key: modelKey("field", "a.v1.M.y"), attribute: "number", before: 2, after: 1 },
  ]);
});
