import { type Attributes, type Model, type ModelKey, modelKey } from "@breakwater/schema";
import { temporaryRepository } from "@breakwater/testkit";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { expect, test } from "vitest";
import { GitRepository } from "../git.ts";
import { contextIn } from "../testing/run-buf.ts";
import { lookUp } from "./ledger.ts";
import { listReleases } from "./list-releases.ts";

interface Step {
  readonly kind: "add" | "delete" | "delete and reserve";
  readonly number: number;
  readonly name: string;
}

const names = ["a", "b", "snake_case", "d", "snakeCase", "e"] as const;

const steps = array(
  record<Step>({
    kind: constantFrom("add" as const, "add" as const, "delete" as const, "delete and reserve" as const),
    number: integer({ min: 1, max: 6 }),
    name: constantFrom(...names),
  }),
  { minLength: 10, maxLength: 25 },
);

/** Fields by number; each step is a release, and one that cannot be done changes nothing. */
function statesOf(list: readonly Step[]): ReadonlyMap<number, string>[] {
  let fields = new Map<number, string>();
  return list.map(({ kind, number, name }) => {
    fields = new Map(fields);
    const isTaken = fields.has(number) || [...fields.values()].some((other) => plain(other) === plain(name));
    if (kind === "add" && !isTaken) fields.set(number, name);
    if (kind !== "add") fields.delete(number);
    return fields;
  });
}

/** A change that takes every number that is free, with names that are. */
function filled(fields: ReadonlyMap<number, string>, order: readonly Step[]): ReadonlyMap<number, string> {
  const after = new Map(fields);
  for (const { number, name } of [...order, ...names.map((one, index) => ({ number: index + 1, name: one }))]) {
    const isTaken = after.has(number) || [...after.values()].some((other) => plain(other) === plain(name));
    if (!isTaken) after.set(number, name);
  }
  return after;
}

function plain(name: string): string {
  return name.replace("_", "").toLowerCase();
}

function textOf(fields: ReadonlyMap<number, string>): string {
  const lines = [...fields].map(([number, name]) => `  string ${name} = ${number};`);
  return ['syntax = "proto3";', "package x.v1;", "message M {", ...lines, "}", ""].join("\n");
}

function modelOf(fields: ReadonlyMap<number, string>): Model {
  return new Map(
    [...fields].map(([number, name]): [ModelKey, Attributes] => {
      const jsonName = name === "snake_case" ? "snakeCase" : name;
      return [modelKey("field", `x.v1.M.${name}`), { number, jsonName }];
    }),
  );
}

/** What a person finds who reads all releases: who had a number or name that is new now, and from when to when. */
function listed(releases: readonly ReadonlyMap<number, string>[], after: ReadonlyMap<number, string>): Set<string> {
  const base = releases.at(-1) ?? new Map<number, string>();
  const found = new Map<string, number[]>();
  for (const [index, fields] of releases.entries()) {
    for (const [number, name] of fields) {
      const isMet = [...after].some(([newNumber, newName]) => {
        const isNew = base.get(newNumber) !== newName;
        const isSameNumber = newNumber === number && !base.has(number);
        return (
          isNew &&
          (isSameNumber || (plain(newName) === plain(name) && ![...base.values()].map(plain).includes(plain(name))))
        );
      });
      if (isMet) found.set(`${name} = ${number}`, [...(found.get(`${name} = ${number}`) ?? []), index]);
    }
  }
  return new Set([...found].map(([text, indexes]) => `${text.split(" ")[0]}: ${wordsFor(indexes)}`));
}

function wordsFor(indexes: readonly number[]): string {
  const words: string[] = [];
  for (const [position, index] of indexes.entries()) {
    if (indexes[position - 1] === index - 1) continue;
    const run = indexes.slice(position).findIndex((_, offset) => indexes[position + offset + 1] !== index + offset + 1);
    words.push(run === 0 ? `v1.${index}.0` : `v1.${index}.0 to v1.${index + run}.0`);
  }
  return words.join(" and ");
}

const reusing: Step[] = [
  { kind: "add", number: 2, name: "a" },
  { kind: "add", number: 3, name: "b" },
  { kind: "delete", number: 2, name: "a" },
  { kind: "add", number: 2, name: "d" },
  { kind: "delete and reserve", number: 2, name: "d" },
];

test("in a random history, every earlier user of a number or name is found, with its releases", async () => {
  let found = 0;
  await assert(
    asyncProperty(steps, steps, async (list, order) => {
      const states = statesOf(list);
      using repository = temporaryRepository();
      for (const [index, state] of states.entries()) {
        repository.commit({ "x.proto": textOf(state) });
        repository.git("tag", `v1.${index}.0`);
      }
      const after = filled(states.at(-1) ?? new Map<number, string>(), order);
      const source = new GitRepository(contextIn(repository.path), repository.path);
      const commit = repository.git("rev-parse", "HEAD");
      const from = { repository: source, commit, subdir: "", label: "HEAD", workFolder: undefined };
      const series = await listReleases({ releases: ["v*"], supported: 1 }, from);
      const before = modelOf(states.at(-1) ?? new Map<number, string>());
      const known = new Set([repository.git("rev-parse", "HEAD:x.proto")]);
      const entries = await lookUp(source, series, { before, after: modelOf(after), known });
      const told = new Set(
        entries.flatMap(({ spans }) => [...spans].map(([key, span]) => `${key.replace("field x.v1.M.", "")}: ${span}`)),
      );
      const expected = listed(states, after);
      found += expected.size;
      expect([...expected].filter((line) => !told.has(line))).toEqual([]);
    }),
    { numRuns: 6, examples: [[reusing, []]] },
  );
  // The example alone has two: the number 2 and the name "a".
  expect(found).toBeGreaterThan(1);
});

test("a change that numbers and names nothing anew reads no release", async () => {
  using repository = temporaryRepository({ "x.proto": textOf(new Map([[1, "a"]])) });
  const source = new GitRepository(contextIn(repository.path), `${repository.path}/nowhere`);
  const model = modelOf(new Map([[1, "a"]]));
  const smaller: Model = new Map();
  const release = { name: "v1", time: 0, day: "2026-01-01", tree: "0".repeat(40) };
  const series = [{ all: [release], final: [release] }];
  expect(await lookUp(source, series, { before: model, after: smaller, known: new Set() })).toEqual([]);
  await expect(lookUp(source, series, { before: smaller, after: model, known: new Set() })).rejects.toThrow("ENOENT");
});
