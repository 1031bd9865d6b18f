import { fromBinary, fromJsonString, toJson } from "@bufbuild/protobuf";
import { SchemaRegistry, type SchemaSet } from "@breakwater/schema";
import { assert, property } from "fast-check";
import { expect, test } from "vitest";
import { type CompatFinding, compareSchemas } from "./compare.ts";
import { randomSchemas } from "./testing/random-schema.ts";
import type { ConfirmedWitness } from "./witness.ts";

/** What a program with these schemas makes of an input, without any of the code that makes witnesses. */
function outcome(schemas: SchemaSet, { kind, text }: ConfirmedWitness["input"]): string {
  const desc = new SchemaRegistry(schemas.image.descriptors).message("a.v1.M");
  if (desc === undefined) return "no such message";
  try {
    const message =
      kind === "binary" ? fromBinary(desc, Uint8Array.from(Buffer.from(text, "hex"))) : fromJsonString(desc, text);
    return JSON.stringify(toJson(desc, message));
  } catch {
    return "refused";
  }
}

function confirmedOf(findings: readonly CompatFinding[]): [rule: string, witness: ConfirmedWitness][] {
  return findings.flatMap(({ rule, witness }) => (witness?.confirmed === true ? [[rule.id, witness]] : []));
}

// The evidence of this one is about a value at its default, which the JSON of a message leaves out.
const withoutText = "FIELD_PRESENCE_CHANGED";

test("whatever rule a witness is from: run again, it gives what it says", () => {
  const rules = new Set<string>();
  assert(
    property(randomSchemas, randomSchemas, (before, after) => {
      for (const [rule, witness] of confirmedOf(compareSchemas({ before, after }))) {
        rules.add(rule);
        expect(witness.before).not.toBe(witness.after);
        if (rule === withoutText) continue;
        const [writer, reader] = witness.flow === "old-to-new" ? [before, after] : [after, before];
        expect([rule, outcome(writer, witness.input)]).toEqual([rule, witness.before]);
        expect([rule, outcome(reader, witness.input)]).toEqual([
          rule,
          witness.after.replace(/^refused: .*/s, "refused"),
        ]);
      }
    }),
    { numRuns: 300 },
  );
  expect([...rules]).toEqual(
    expect.arrayContaining([
      "FIELD_TYPE_CHANGED",
      "FIELD_NUMBERS_SWAPPED",
      "ENUM_VALUES_RENUMBERED",
      "FIELD_CARDINALITY_CHANGED",
    ]),
  );
});

test("schemas that are the same have no findings, and neither have their earlier releases", () => {
  assert(
    property(randomSchemas, randomSchemas, (schemas, earlier) => {
      expect(compareSchemas({ before: schemas, after: schemas, history: [{ name: "v0", schemas: earlier }] })).toEqual(
        [],
      );
    }),
  );
});
