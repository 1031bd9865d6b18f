import { create } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { Image, SchemaSet } from "@breakwater/schema";
import { array, assert, constantFrom, integer, property, record, shuffledSubarray } from "fast-check";
import { expect, test } from "vitest";
import { compareSchemas } from "./compare.ts";
import type { Release } from "./release.ts";
import { rules } from "./rules/index.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

interface Field {
  readonly name: string;
  readonly type: "string" | "int64";
}

/** A message as a person who keeps a list would note it: its fields by number, and what is reserved. */
interface Message {
  readonly fields: ReadonlyMap<number, Field>;
  readonly reserved: ReadonlySet<number>;
}

interface Step extends Field {
  readonly kind: "add" | "delete" | "delete and reserve";
  readonly number: number;
}

const steps = array(
  record<Step>({
    kind: constantFrom("add" as const, "add" as const, "delete" as const, "delete and reserve" as const),
    number: integer({ min: 1, max: 5 }),
    name: constantFrom("a", "b", "c", "d"),
    type: constantFrom("string" as const, "int64" as const),
  }),
  { minLength: 3, maxLength: 12 },
);

/** Each step is a release; one that cannot be done, since its number or name is taken, changes nothing. */
function statesOf(list: readonly Step[]): Message[] {
  const states: Message[] = [{ fields: new Map(), reserved: new Set() }];
  for (const { kind, number, name, type } of list) {
    const { fields, reserved } = states.at(-1) ?? { fields: new Map<number, Field>(), reserved: new Set<number>() };
    const [now, kept] = [new Map(fields), new Set(reserved)];
    const isTaken = now.has(number) || [...now.values()].some((field) => field.name === name);
    if (kind === "add" && !isTaken) {
      now.set(number, { name, type });
      kept.delete(number);
    } else if (kind !== "add" && now.delete(number) && kind === "delete and reserve") kept.add(number);
    states.push({ fields: now, reserved: kept });
  }
  return states;
}

function compile({ fields, reserved }: Message): SchemaSet {
  const message = create(DescriptorProtoSchema, {
    name: "M",
    field: [...fields].map(([number, { name, type }]) => {
      return {
        name,
        jsonName: name,
        number,
        label: Label.OPTIONAL,
        type: type === "string" ? Type.STRING : Type.INT64,
      };
    }),
    reservedRange: [...reserved].map((number) => ({ start: number, end: number + 1 })),
  });
  const file = create(FileDescriptorProtoSchema, {
    name: "a/v1/a.proto",
    package: "a.v1",
    syntax: "proto3",
    messageType: [message],
  });
  return new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file: [file] })));
}

/** Numbers that are new on the head and that the base reserves, or that some release had for another name or type. */
function numbersReused(states: readonly Message[]): string[] {
  const [before, after] = [states.at(-2), states.at(-1)];
  if (before === undefined || after === undefined) return [];
  return [...after.fields].flatMap(([number, now]) => {
    if (before.fields.has(number)) return [];
    const earlier = states.slice(0, -2).flatMap(({ fields }) => fields.get(number) ?? []);
    const isOther = earlier.some(({ name, type }) => name !== now.name || type !== now.type);
    const isKept = earlier.length === 0 && before.reserved.has(number);
    return isOther || isKept ? [`a.v1.M.${now.name}`] : [];
  });
}

const judged = rules.filter(({ id }) => id === "NUMBER_REUSED" || id === "NAME_REUSED");

const first: Step = { kind: "add", number: 1, name: "b", type: "string" };
const reuse: Step = { kind: "add", number: 1, name: "a", type: "int64" };

test("in a random history, the numbers that are reused are those that a list of all releases has", () => {
  let found = 0;
  assert(
    property(steps, (list) => {
      const states = statesOf(list);
      const sides = states.map(compile);
      const [before, after] = [sides.at(-2), sides.at(-1)];
      if (before === undefined || after === undefined) throw new Error("there is no step");
      const history = sides.slice(0, -2).map((schemas, index): Release => ({ name: `v${index}`, schemas }));
      const reused = compareSchemas({ before, after, history, rules: judged })
        .filter(({ rule }) => rule.id === "NUMBER_REUSED")
        .map((finding) => finding.after?.replace("field ", ""));
      found += reused.length;
      expect(new Set(reused)).toEqual(new Set(numbersReused(states)));
    }),
    { numRuns: 500, examples: [[[first, { ...first, kind: "delete" }, reuse]]] },
  );
  // The example alone has one.
  expect(found).toBeGreaterThan(0);
});

test("the order of the releases changes no finding", () => {
  let found = 0;
  const orders = shuffledSubarray([...Array(12).keys()], { minLength: 12 });
  assert(
    property(steps, orders, (list, order) => {
      const sides = statesOf([...list, reuse]).map(compile);
      const [before, after] = [sides.at(-2), sides.at(-1)];
      if (before === undefined || after === undefined) throw new Error("there is no step");
      const history = sides.slice(0, -2).map((schemas, index): Release => ({ name: `v${index}`, schemas }));
      const other = order.flatMap((index) => history[index] ?? []);
      const kept = history.filter((release) => other.includes(release));
      const findings = compareSchemas({ before, after, history: kept, rules: judged });
      found += findings.length;
      expect(compareSchemas({ before, after, history: other, rules: judged })).toEqual(findings);
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(0);
});

test("a finding names the releases that had a number, by their span where it is known", () => {
  const proto = (field: string) => {
    return compileSchemas({ "a.proto": `syntax = "proto3"; package a.v1; message M { ${field} }` });
  };
  const messagesOf = (history: readonly Release[]): string[] => {
    const request = { before: proto(""), after: proto("int64 b = 2;"), history, rules: judged };
    return compareSchemas(request).map(({ message }) => message);
  };
  const had = (name: string): Release => ({ name, schemas: proto("string a = 2;") });
  const message = (releases: string): string => {
    return `Field "a.v1.M.b" of type "int64" has number 2, which was "a" of type "string" in ${releases}: bytes from then are read as something else.`;
  };
  expect(messagesOf([had("v1"), { name: "v2", schemas: proto("") }])).toEqual([message("v1")]);
  expect(messagesOf([had("v2"), had("v1")])).toEqual([message("v1 and v2")]);
  expect(messagesOf(["v1", "v2", "v3", "v4", "v5"].map(had))).toEqual([message("v1, v2, v3 and 2 more")]);
  const spans = new Map([["field a.v1.M.a", "v1.0.0 to v1.3.0"] as const]);
  expect(messagesOf([{ ...had("v1.3.0"), spans }])).toEqual([message("v1.0.0 to v1.3.0")]);
  expect(messagesOf([])).toEqual([]);
});
