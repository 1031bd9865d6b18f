import { fromBinary, fromJsonString, toJson } from "@bufbuild/protobuf";
import { type ModelKey, SchemaRegistry, type SchemaSet, splitKey } from "@breakwater/schema";
import { assert, property } from "fast-check";
import { expect, test } from "vitest";
import type { Comparison } from "../comparison.ts";
import { compileSchemas } from "../testing/compile-schemas.ts";
import { comparisonOf } from "../testing/comparison-of.ts";
import { randomSchemas } from "../testing/random-schema.ts";
import type { ConfirmedWitness } from "../witness.ts";
import { type FieldSearch, fieldBreaks } from "./field-breaks.ts";

const searches: readonly FieldSearch[] = [
  { encodings: ["binary"], flows: ["old-to-new"] },
  { encodings: ["binary"], flows: ["new-to-old"] },
  { encodings: ["json"], flows: ["old-to-new"] },
  { encodings: ["json"], flows: ["new-to-old"] },
];

function fieldPairs(comparison: Comparison): [beforeKey: ModelKey, afterKey: ModelKey][] {
  return [...comparison.pairing.pairs].filter(([key]) => splitKey(key).kind === "field");
}

function witnessesOf(comparison: Comparison): ConfirmedWitness[] {
  return fieldPairs(comparison).flatMap(([beforeKey, afterKey]) => {
    return searches
      .map((search) => fieldBreaks(comparison, { beforeKey, afterKey }, search).witness)
      .filter((witness) => witness.confirmed);
  });
}

/** What a program with these schemas makes of an input, without any of the code that finds witnesses. */
function outcome(schemas: SchemaSet, { kind, text }: ConfirmedWitness["input"]): string | undefined {
  const desc = new SchemaRegistry(schemas.image.descriptors).message("a.v1.M");
  if (desc === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(Buffer.from(text, "hex"));
    const message = kind === "binary" ? fromBinary(desc, bytes) : fromJsonString(desc, text);
    return JSON.stringify(toJson(desc, message));
  } catch {
    return "refused";
  }
}

test("a confirmed witness, run again by other code, gives what it says", () => {
  let confirmed = 0;
  assert(
    property(randomSchemas, randomSchemas, (before, after) => {
      const comparison = comparisonOf(before, after);
      for (const [beforeKey, afterKey] of fieldPairs(comparison)) {
        const { witness } = fieldBreaks(comparison, { beforeKey, afterKey });
        if (!witness.confirmed) continue;
        confirmed += 1;
        const [writer, reader] = witness.flow === "old-to-new" ? [before, after] : [after, before];
        expect(outcome(writer, witness.input)).toBe(witness.before);
        expect(outcome(reader, witness.input)).toBe(witness.after.replace(/^refused: .*/s, "refused"));
        expect(witness.before).not.toBe(witness.after);
      }
    }),
    { numRuns: 300 },
  );
  expect(confirmed).toBeGreaterThan(100);
});

test("schemas that are the same never give a witness", () => {
  assert(
    property(randomSchemas, (schemas) => {
      expect(witnessesOf(comparisonOf(schemas, schemas))).toEqual([]);
    }),
  );
});

const message = (field: string): SchemaSet => {
  return compileSchemas({ "a/v1/a.proto": `syntax = "proto3"; package a.v1; message M { ${field} }` });
};

const cases = [
  {
    from: "uint32 n = 1;",
    to: "int32 n = 1;",
    search: {},
    shows: ["0880d0acf30e", '{"n":4000000000}', '{"n":-294967296}'],
  },
  {
    from: "int64 n = 1;",
    to: "int32 n = 1;",
    search: {},
    shows: ["0880e497d012", '{"n":"5000000000"}', '{"n":705032704}'],
  },
  { from: "string n = 1;", to: "string n = 2;", search: {}, shows: ["0a0161", '{"n":"a"}', "{}"] },
  {
    from: "uint32 n = 1;",
    to: "int32 n = 1;",
    search: { encodings: ["json" as const] },
    shows: ['{"n":4000000000}', '{"n":4000000000}', expect.stringContaining("refused: ")],
  },
];

for (const { from, to, search, shows } of cases) {
  test(`"${from}" to "${to}" ${"encodings" in search ? "in JSON " : ""}is shown by the smallest input`, () => {
    const comparison = comparisonOf(message(from), message(to));
    const field: ModelKey = "field a.v1.M.n";
    const { witness } = fieldBreaks(
      comparison,
      { beforeKey: field, afterKey: field },
      { flows: ["old-to-new"], ...search },
    );
    expect(witness).toMatchObject({ confirmed: true });
    expect(witness.confirmed && [witness.input.text, witness.before, witness.after]).toEqual(shows);
  });
}

const extended = (extension: string, more = ""): SchemaSet => {
  const text = `edition = "2023"; package a.v1; import "google/protobuf/struct.proto";
    import "google/protobuf/wrappers.proto"; message M { extensions 1 to 9; string id = 10 [features.field_presence = LEGACY_REQUIRED]; }
    message Part { extensions 1 to 9; int32 n = 10; } extend M { ${extension} } ${more}`;
  return compileSchemas({ "a/v1/a.proto": text });
};

// Types that the runtime keeps as plain values, and what is in an extension.
const extensions = [
  {
    from: "google.protobuf.Int64Value x = 1;",
    to: "google.protobuf.Int32Value x = 1;",
    shows: ["5201610a060880e497d012", '{"id":"a","[a.v1.x]":"5000000000"}', '{"id":"a","[a.v1.x]":705032704}'],
  },
  {
    from: "repeated google.protobuf.Struct x = 1;",
    to: "google.protobuf.Struct x = 1;",
    shows: [
      '{"id":"a","[a.v1.x]":[{}]}',
      '{"id":"a","[a.v1.x]":[{}]}',
      "refused: cannot decode message google.protobuf.Struct from JSON Array(1)",
    ],
  },
  {
    from: "Part x = 1 [features.message_encoding = DELIMITED];",
    to: "Part x = 1;",
    shows: ["5201610b0c", '{"id":"a","[a.v1.x]":{}}', "refused: premature EOF"],
  },
];

for (const { from, to, shows } of extensions) {
  test(`the extension "${from}" to "${to}" is shown by an input`, () => {
    const comparison = comparisonOf(extended(from), extended(to));
    const key: ModelKey = "extension a.v1.x";
    const { witness } = fieldBreaks(comparison, { beforeKey: key, afterKey: key }, { flows: ["old-to-new"] });
    expect(witness).toMatchObject({ confirmed: true });
    expect(witness.confirmed && [witness.input.text, witness.before, witness.after]).toEqual(shows);
  });
}

test("an extension in an extension is told from another one", () => {
  const inner = (type: string): SchemaSet => extended("Part x = 1;", `extend Part { ${type} y = 1; }`);
  const comparison = comparisonOf(inner("uint32"), inner("int32"));
  const sides = { beforeKey: "extension a.v1.y", afterKey: "extension a.v1.y" } as const;
  expect(fieldBreaks(comparison, sides).flows).toEqual(["old-to-new", "new-to-old"]);
  const same = comparisonOf(inner("uint32"), inner("uint32"));
  expect(fieldBreaks(same, sides).flows).toEqual([]);
});

test("a change that reads the same both ways has no flows and says so", () => {
  const comparison = comparisonOf(message("string name = 1;"), message("string title = 1;"));
  const sides = { beforeKey: "field a.v1.M.name", afterKey: "field a.v1.M.title" } as const;
  expect(fieldBreaks(comparison, sides, { encodings: ["binary"] })).toEqual({
    flows: [],
    witness: { confirmed: false, reason: 'every value of "title" that was tried reads the same' },
  });
  expect(fieldBreaks(comparison, sides).flows).toEqual(["old-to-new", "new-to-old"]);
});
