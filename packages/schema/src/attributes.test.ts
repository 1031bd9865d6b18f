import { compileImage } from "@breakwater/testkit";
import { expect, test } from "vitest";
import type { Attributes } from "./attributes.ts";
import { Image } from "./image.ts";
import type { Model, ModelKey } from "./model.ts";
import { SchemaSet } from "./schema-set.ts";

function modelOf(text: string): Model {
  return new SchemaSet(Image.parse(compileImage({ "a.proto": text }))).model;
}

interface Case {
  readonly name: string;
  /** Text of the file; its package is a.v1. */
  readonly proto: string;
  /** All attributes of some elements, `file` aside. */
  readonly attributes: Readonly<Partial<Record<ModelKey, Attributes | undefined>>>;
}

const proto2 = (body: string): string => `syntax = "proto2"; package a.v1; ${body}`;
const proto3 = (body: string): string => `syntax = "proto3"; package a.v1; ${body}`;
const edition = (year: number, body: string): string => `edition = "${year}"; package a.v1; ${body}`;

const field = { cardinality: "singular", presence: "EXPLICIT" };
const message = {
  reservedNames: [],
  reservedRanges: [],
  extensionRanges: [],
  jsonFormat: "LEGACY_BEST_EFFORT",
  visibility: "export",
};

const cases: readonly Case[] = [
  {
    name: "proto2 labels, defaults and groups",
    proto: proto2(`message M {
      required int32 r = 1;
      optional int64 big = 2 [default = -9223372036854775808];
      optional string empty = 3 [default = ""];
      optional E e = 4 [default = B];
      optional bytes raw = 5 [default = "\\xff\\0"];
      optional double nan = 6 [default = nan];
      optional group G = 7 { optional bool x = 1 [default = true]; }
      repeated int32 plain = 8;
      repeated int32 packed = 9 [packed = true];
    } enum E { A = 0; B = 5; }`),
    attributes: {
      "field a.v1.M.r": {
        number: 1,
        jsonName: "r",
        type: "int32",
        cardinality: "singular",
        presence: "LEGACY_REQUIRED",
      },
      "field a.v1.M.big": { number: 2, jsonName: "big", type: "int64", default: "-9223372036854775808", ...field },
      "field a.v1.M.empty": { number: 3, jsonName: "empty", type: "string", default: "", utf8: false, ...field },
      "field a.v1.M.e": { number: 4, jsonName: "e", type: "enum", typeName: "a.v1.E", default: "B", ...field },
      "field a.v1.M.raw": { number: 5, jsonName: "raw", type: "bytes", default: "\\377\\000", ...field },
      "field a.v1.M.nan": { number: 6, jsonName: "nan", type: "double", default: "nan", ...field },
      "field a.v1.M.g": {
        number: 7,
        jsonName: "g",
        type: "message",
        typeName: "a.v1.M.G",
        delimited: true,
        ...field,
      },
      "field a.v1.M.G.x": { number: 1, jsonName: "x", type: "bool", default: "true", ...field },
      "field a.v1.M.plain": { number: 8, jsonName: "plain", type: "int32", cardinality: "repeated", packed: false },
      "field a.v1.M.packed": {
        number: 9,
        jsonName: "packed",
        type: "int32",
        cardinality: "repeated",
        packed: true,
        "option.packed": true,
      },
      "message a.v1.M": message,
      "message a.v1.M.G": message,
      "enum a.v1.E": {
        open: false,
        aliases: [],
        reservedNames: [],
        reservedRanges: [],
        jsonFormat: "LEGACY_BEST_EFFORT",
        visibility: "export",
      },
    },
  },
  {
    name: "extension ranges with and without declarations, in the order of their numbers",
    proto: proto2(`message M {
      extensions 1000 to max [verification = UNVERIFIED];
      extensions 100 to 199 [declaration = { number: 100, full_name: ".a.v1.ext", type: "int32", repeated: true }];
      extensions 300, 302 to 303;
    } extend M { repeated int32 ext = 100; }`),
    attributes: {
      "message a.v1.M": {
        ...message,
        extensionRanges: [
          {
            start: 100,
            last: 199,
            "option.declaration": [{ number: 100, fullName: ".a.v1.ext", type: "int32", repeated: true }],
          },
          { start: 300, last: 300 },
          { start: 302, last: 303 },
          { start: 1000, last: 536870911, "option.verification": "UNVERIFIED" },
        ],
      },
      "extension a.v1.ext": {
        number: 100,
        jsonName: "ext",
        extendee: "a.v1.M",
        type: "int32",
        cardinality: "repeated",
        packed: false,
      },
    },
  },
  {
    name: "maps of scalars, enums and messages",
    proto: proto3("message M { map<string, bytes> a = 1; map<int32, E> b = 2; map<bool, M> c = 3; } enum E { Z = 0; }"),
    attributes: {
      "field a.v1.M.a": { number: 1, jsonName: "a", cardinality: "map", keyType: "string", type: "bytes" },
      "field a.v1.M.b": {
        number: 2,
        jsonName: "b",
        cardinality: "map",
        keyType: "int32",
        type: "enum",
        typeName: "a.v1.E",
      },
      "field a.v1.M.c": {
        number: 3,
        jsonName: "c",
        cardinality: "map",
        keyType: "bool",
        type: "message",
        typeName: "a.v1.M",
      },
      // What the compiler makes of a map is no element.
      "message a.v1.M.AEntry": undefined,
    },
  },
  {
    name: "proto3 presence, oneofs and JSON names",
    proto: proto3(
      'message M { int32 i = 1; optional int32 o = 2; oneof x { string s = 3 [json_name = "ß"]; M m = 4; } }',
    ),
    attributes: {
      "field a.v1.M.i": { number: 1, jsonName: "i", type: "int32", cardinality: "singular", presence: "IMPLICIT" },
      "field a.v1.M.o": { number: 2, jsonName: "o", type: "int32", ...field },
      "field a.v1.M.s": { number: 3, jsonName: "ß", type: "string", utf8: true, oneof: "x", ...field },
      "field a.v1.M.m": {
        number: 4,
        jsonName: "m",
        type: "message",
        typeName: "a.v1.M",
        delimited: false,
        oneof: "x",
        ...field,
      },
      "oneof a.v1.M.x": {},
      "oneof a.v1.M._o": undefined,
    },
  },
  {
    name: "edition 2023: features of the file, of the message and of the field",
    proto: edition(
      2023,
      `option features.repeated_field_encoding = EXPANDED; option features.utf8_validation = NONE;
      message M {
        option features.json_format = LEGACY_BEST_EFFORT;
        repeated int32 expanded = 1;
        repeated int32 packed = 2 [features.repeated_field_encoding = PACKED];
        string s = 3; string checked = 4 [features.utf8_validation = VERIFY];
        M delimited = 5 [features.message_encoding = DELIMITED];
      }`,
    ),
    attributes: {
      "field a.v1.M.expanded": {
        number: 1,
        jsonName: "expanded",
        type: "int32",
        cardinality: "repeated",
        packed: false,
      },
      "field a.v1.M.packed": {
        number: 2,
        jsonName: "packed",
        type: "int32",
        cardinality: "repeated",
        packed: true,
        "option.features": { repeatedFieldEncoding: "PACKED" },
      },
      "field a.v1.M.s": { number: 3, jsonName: "s", type: "string", utf8: false, ...field },
      "field a.v1.M.delimited": {
        number: 5,
        jsonName: "delimited",
        type: "message",
        typeName: "a.v1.M",
        delimited: true,
        ...field,
        "option.features": { messageEncoding: "DELIMITED" },
      },
      "message a.v1.M": { ...message, "option.features": { jsonFormat: "LEGACY_BEST_EFFORT" } },
    },
  },
  {
    name: "edition 2024: visibility and naming",
    proto: edition(2024, "message M { int32 a = 1; message Inner {} } local enum E { E_UNSPECIFIED = 0; }"),
    attributes: {
      "field a.v1.M.a": { number: 1, jsonName: "a", type: "int32", ...field },
      "message a.v1.M": { ...message, jsonFormat: "ALLOW" },
      "message a.v1.M.Inner": { ...message, jsonFormat: "ALLOW", visibility: "local" },
      "enum a.v1.E": {
        open: true,
        aliases: [],
        reservedNames: [],
        reservedRanges: [],
        jsonFormat: "ALLOW",
        visibility: "local",
      },
    },
  },
  {
    name: "RPCs and services",
    proto:
      proto3(`service S { option deprecated = true; rpc Up(stream M) returns (M) { option idempotency_level = IDEMPOTENT; }
      rpc Down(M) returns (stream M); } message M {}`),
    attributes: {
      "service a.v1.S": { "option.deprecated": true },
      "rpc a.v1.S.Up": {
        input: "a.v1.M",
        output: "a.v1.M",
        clientStreaming: true,
        serverStreaming: false,
        "option.idempotencyLevel": "IDEMPOTENT",
      },
      "rpc a.v1.S.Down": { input: "a.v1.M", output: "a.v1.M", clientStreaming: false, serverStreaming: true },
    },
  },
];

for (const { name, proto, attributes } of cases) {
  test(`attributes: ${name}`, () => {
    const model = modelOf(proto);
    const found = Object.keys(attributes).map((key) => {
      // Keys of an object literal are typed as strings by Object.keys.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const entry = model.get(key as ModelKey);
      return [key, entry];
    });
    const expected = Object.entries(attributes).map(([key, entry]) => {
      return [key, entry === undefined ? undefined : { file: "a.proto", ...entry }];
    });
    expect(found).toEqual(expected);
  });
}
