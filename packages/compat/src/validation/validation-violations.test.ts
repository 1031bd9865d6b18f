import { type JsonObject, type JsonValue, clone, create, fromJson, setExtension } from "@bufbuild/protobuf";
import { FieldOptionsSchema, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
import { FieldRulesSchema, field as fieldRules } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { Image, SchemaSet } from "@breakwater/schema";
import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  double,
  integer,
  oneof,
  property,
  record,
  tuple,
} from "fast-check";
import { expect, test } from "vitest";
import { type CompatFinding, compareSchemas } from "../compare.ts";
import { validationLoosened } from "../rules/validation-loosened.ts";
import { validationTightened } from "../rules/validation-tightened.ts";
import { compileSchemas } from "../testing/compile-schemas.ts";

const { image } = compileSchemas({
  "a.proto": `syntax = "proto3"; package a.v1; import "buf/validate/validate.proto"; import "google/protobuf/duration.proto";
    enum E { Z = 0; A = 1; B = 3; }
    message M {
      int32 int32 = 1; optional int32 opt_int32 = 2; uint64 uint64 = 3; double double = 4; float float = 5;
      bool bool = 6; string string = 7; optional string opt_string = 8; bytes bytes = 9; E enum = 10;
      repeated int32 repeated = 11; map<string, int32> map = 12; google.protobuf.Duration duration = 13;
    }`,
});

/** The schemas with rules for one field. */
function withRules(field: string, rules: JsonObject): SchemaSet {
  const file = image.descriptors.file.map((original) => {
    if (original.name !== "a.proto") return original;
    const copy = clone(FileDescriptorProtoSchema, original);
    const proto = copy.messageType.find(({ name }) => name === "M")?.field.find(({ name }) => name === field);
    if (proto === undefined) throw new Error(`no field "${field}"`);
    proto.options = create(FieldOptionsSchema);
    setExtension(proto.options, fieldRules, fromJson(FieldRulesSchema, rules));
    return copy;
  });
  return new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file })));
}

/** What protovalidate says of messages, without anything of the code under test. */
function judge(schemas: SchemaSet): (json: JsonObject) => boolean {
  const desc = schemas.registry.message("a.v1.M");
  if (desc === undefined) throw new Error("no message");
  const validator = createValidator({ registry: schemas.registry.files });
  return (json) => {
    const result = validator.validate(desc, fromJson(desc, json));
    if (result.kind === "error") throw result.error;
    return result.kind === "valid";
  };
}

/** Rules of which each may be there or not. */
function some(rules: Readonly<Record<string, Arbitrary<JsonValue>>>): Arbitrary<JsonObject> {
  return record(rules, { requiredKeys: [], noNullPrototype: true }).map((picked) => {
    const entries = Object.entries(picked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return Object.fromEntries(entries);
  });
}

function bounded(
  value: Arbitrary<JsonValue>,
  more: Readonly<Record<string, Arbitrary<JsonValue>>> = {},
): Arbitrary<JsonObject> {
  const lower = oneof(some({ gt: value }), some({ gte: value }));
  const upper = oneof(some({ lt: value }), some({ lte: value }));
  const lists = array(value, { minLength: 1, maxLength: 4 });
  const rest = oneof({ weight: 4, arbitrary: some({}) }, some({ const: value, in: lists, notIn: lists, ...more }));
  return tuple(lower, upper, rest).map((parts): JsonObject => Object.assign({}, ...parts));
}

const small = integer({ min: -2, max: 6 });
const natural = integer({ min: 0, max: 5 });
const length = natural.map(String);
const text = constantFrom("", "a", "b", "ab", "ba", "aba", "é", "aab", "abab");
const base64 = constantFrom("", "YQ==", "YWI=", "YmE=", "YWJh");
const real = oneof(
  constantFrom<JsonValue>(-1.5, 0, 0.5, 1, 2, "NaN", "Infinity", "-Infinity"),
  double({ noNaN: true, noDefaultInfinity: true }),
);
const bound = real.filter((value) => value !== "NaN");
const flag = constantFrom(true, false);
const texts = array(text, { minLength: 1, maxLength: 4 });
const strings = some({
  len: length,
  minLen: length,
  maxLen: length,
  lenBytes: length,
  minBytes: length,
  maxBytes: length,
  prefix: text,
  suffix: text,
  contains: text,
  notContains: text,
  const: text,
  in: texts,
  notIn: texts,
});
const int32 = bounded(small);

interface Kind {
  readonly field: string;
  /** Name of the rules, where it is not the name of the field. */
  readonly type?: string;
  readonly rules: Arbitrary<JsonObject>;
  readonly value: Arbitrary<JsonValue>;
}

const kinds: readonly Kind[] = [
  { field: "int32", rules: int32, value: small },
  { field: "opt_int32", type: "int32", rules: int32, value: small },
  { field: "uint64", rules: bounded(natural.map(String)), value: natural.map(String) },
  { field: "double", rules: bounded(bound, { finite: flag }), value: real },
  {
    field: "float",
    rules: bounded(constantFrom<JsonValue>(-1.5, 0, 0.5, 1, 2), { finite: flag }),
    value: constantFrom<JsonValue>(-1.5, 0, 0.5, 1, 1.25, 2, "NaN", "Infinity"),
  },
  { field: "bool", rules: some({ const: flag }), value: flag },
  { field: "string", rules: strings, value: text },
  { field: "opt_string", type: "string", rules: strings, value: text },
  {
    field: "bytes",
    rules: some({
      len: length,
      minLen: length,
      prefix: base64,
      suffix: base64,
      contains: base64,
      in: array(base64, { minLength: 1 }),
    }),
    value: base64,
  },
  {
    field: "enum",
    rules: some({ definedOnly: flag, const: natural, in: array(natural, { minLength: 1 }), notIn: array(natural) }),
    value: natural,
  },
  {
    field: "repeated",
    rules: some({
      minItems: length,
      maxItems: length,
      unique: flag,
      items: some({ int32, ignore: constantFrom("IGNORE_IF_ZERO_VALUE", "IGNORE_ALWAYS") }),
    }),
    value: array(small, { maxLength: 6 }),
  },
  {
    field: "map",
    rules: some({ minPairs: length, maxPairs: length, keys: some({ string: strings }), values: some({ int32 }) }),
    value: array(tuple(text, small), { maxLength: 6 }).map((entries): JsonObject => Object.fromEntries(entries)),
  },
  {
    field: "duration",
    rules: bounded(small.map((seconds) => `${seconds}s`)),
    value: small.map((seconds) => `${seconds}s`),
  },
];

const common = some({ required: flag, ignore: constantFrom("IGNORE_IF_ZERO_VALUE", "IGNORE_ALWAYS") });

/** Two rules for a field, often with little between them, and values for it. */
const cases = constantFrom(...kinds).chain(({ field, type = field, rules, value }) => {
  const own = tuple(rules, rules).chain(([a, b]) => {
    const less = Object.fromEntries(Object.entries(a).slice(1));
    return constantFrom([a, b] as const, [a, less] as const, [less, a] as const);
  });
  const both = tuple(own, common, oneof(common, constantFrom(undefined)));
  return record({
    field: constantFrom(field),
    pair: both.map(([[a, b], before, after]): readonly [JsonObject, JsonObject] => [
      { ...before, [type]: a },
      { ...(after ?? before), [type]: b },
    ]),
    values: array(value, { minLength: 1, maxLength: 12 }),
  });
});

function findings(before: SchemaSet, after: SchemaSet): { readonly [id: string]: CompatFinding | undefined } {
  const found = compareSchemas({ before, after, rules: [validationTightened, validationLoosened] });
  return Object.fromEntries(found.map((finding) => [finding.rule.id, finding]));
}

test("no value is refused, or accepted, without a finding", () => {
  assert(
    property(cases, ({ field, pair: [a, b], values }) => {
      const [before, after] = [withRules(field, a), withRules(field, b)];
      const found = findings(before, after);
      const [old, now] = [judge(before), judge(after)];
      const messages = [{}, ...values.map((value) => ({ [jsonNameOf(field)]: value }))];
      const refused = messages.filter((json) => old(json) && !now(json));
      const accepted = messages.filter((json) => !old(json) && now(json));
      expect(found["VALIDATION_TIGHTENED"] === undefined ? refused : []).toEqual([]);
      expect(found["VALIDATION_LOOSENED"] === undefined ? accepted : []).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("what a confirmed finding shows is accepted by one side and refused by the other", () => {
  let confirmed = 0;
  assert(
    property(cases, ({ field, pair: [a, b] }) => {
      const [before, after] = [withRules(field, a), withRules(field, b)];
      for (const [id, [writer, reader]] of Object.entries({
        VALIDATION_TIGHTENED: [before, after] as const,
        VALIDATION_LOOSENED: [after, before] as const,
      })) {
        const witness = findings(before, after)[id]?.witness;
        if (witness?.confirmed !== true) continue;
        confirmed += 1;
        const json: JsonObject = JSON.parse(witness.input.text);
        expect({ json, writer: judge(writer)(json), reader: judge(reader)(json) }).toEqual({
          json,
          writer: true,
          reader: false,
        });
      }
    }),
    { numRuns: 30 },
  );
  expect(confirmed).toBeGreaterThan(5);
});

test("most findings about numbers and lengths have a message that shows it", () => {
  let [confirmed, unconfirmed] = [0, 0];
  const simple = cases.filter(({ field }) => /int32|uint64|double|repeated/.test(field));
  assert(
    property(simple, ({ field, pair: [a, b] }) => {
      for (const finding of Object.values(findings(withRules(field, a), withRules(field, b)))) {
        if (finding?.witness?.confirmed === true) confirmed += 1;
        else unconfirmed += 1;
      }
    }),
    { numRuns: 30 },
  );
  expect(confirmed).toBeGreaterThan(unconfirmed * 4);
});

function jsonNameOf(field: string): string {
  return field.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
