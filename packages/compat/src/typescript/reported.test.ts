import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import type { SchemaSet } from "@breakwater/schema";
import { array, assert, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { compareSchemas } from "../compare.ts";
import type { Rule } from "../rule.ts";
import { rules } from "../rules/index.ts";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { type RandomProto, randomProtos } from "../testing/random-proto.ts";
import { namesOf } from "./exported-names.ts";
import { fieldProperty, typeIdentity } from "./field-property.ts";

function compile(protos: readonly RandomProto[]): SchemaSet {
  return compileSchemas(Object.fromEntries(protos.map((text, index) => [`x/v${index}/x.proto`, text(`x.v${index}`)])));
}

function compileText(text: string): SchemaSet {
  return compileSchemas({ "a.proto": `syntax = "proto3"; package a.v1; ${text}` });
}

/** Keys of elements that both sides have and that code can no longer use as it did. */
function changedInCode(before: SchemaSet, after: SchemaSet): string[] {
  return [...before.registry.files].flatMap((type) => {
    if (type.kind !== "message" && type.kind !== "enum") return [];
    const now =
      type.kind === "message" ? after.registry.message(type.typeName) : after.registry.enumeration(type.typeName);
    if (now === undefined) return [];
    const isRenamed = JSON.stringify(namesOf(type)) !== JSON.stringify(namesOf(now));
    return [
      ...(isRenamed ? [`${type.kind} ${type.typeName}`] : []),
      ...(type.kind === "message" && now.kind === "message" ? changedFields(type, now) : []),
      ...(type.kind === "enum" && now.kind === "enum" ? changedMembers(type, now) : []),
    ];
  });
}

function changedFields(before: DescMessage, after: DescMessage): string[] {
  const now = new Map(after.fields.map((field) => [field.name, surface(field)]));
  return before.fields
    .filter((field) => now.has(field.name) && now.get(field.name) !== surface(field))
    .map(({ name }) => `field ${before.typeName}.${name}`);
}

function surface(field: DescField): string {
  const { type, ...rest } = fieldProperty(field);
  return JSON.stringify({ ...rest, type: typeIdentity(type) });
}

function changedMembers(before: DescEnum, after: DescEnum): string[] {
  const now = new Map(after.values.map(({ name, localName }) => [name, localName]));
  const isRenamed = before.values.some(({ name, localName }) => now.has(name) && now.get(name) !== localName);
  return isRenamed ? [`enum ${before.typeName}`] : [];
}

/** Of these keys, those that no finding of some rules is about. */
function unreported(
  keys: readonly string[],
  sides: { before: SchemaSet; after: SchemaSet; rules: readonly Rule[] },
): string[] {
  const found = compareSchemas(sides).flatMap(({ before, after }) => [before, after]);
  const reported = new Set<string | undefined>(found);
  return keys.filter((key) => !reported.has(key));
}

test("what code can no longer use as it did, some rule reports, whatever changed", () => {
  const kinds = new Set<string>();
  const side = array(randomProtos, { minLength: 40, maxLength: 40 });
  // A compiler starts twice for each round. fast-check prints the seed of a failure.
  assert(
    property(tuple(side, side), ([old, now]) => {
      const [before, after] = [compile(old), compile(now)];
      const changed = changedInCode(before, after);
      expect(unreported(changed, { before, after, rules })).toEqual([]);
      for (const key of changed) kinds.add(key.slice(0, key.indexOf(" ")));
    }),
    { numRuns: 4, endOnFailure: true },
  );
  // Enums change in code too seldom to count on it.
  expect([...kinds]).toEqual(expect.arrayContaining(["field", "message"]));
});

test("without the rules about TypeScript there are changes that nothing reports", () => {
  const others = rules.filter(({ dimension }) => dimension !== "typescript");
  const changes = [
    ["message Foo {} message Foo_Bar {}", "message Foo { message Bar {} } message Foo_Bar {}", "message a.v1.Foo_Bar"],
    ["enum Kind { KIND_A = 0; }", "enum Kind { KIND_A = 0; KIND_2 = 2; }", "enum a.v1.Kind"],
    ["message M { int64 a = 1; }", "message M { int64 a = 1 [jstype = JS_STRING]; }", "field a.v1.M.a"],
  ] as const;
  for (const [old, now, key] of changes) {
    const [before, after] = [compileText(old), compileText(now)];
    const changed = changedInCode(before, after);
    expect(unreported(changed, { before, after, rules: others })).toEqual([key]);
    expect(unreported(changed, { before, after, rules })).toEqual([]);
  }
});
