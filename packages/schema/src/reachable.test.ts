import { expect, test } from "vitest";
import { reachable } from "./reachable.ts";

const edges: Readonly<Record<string, readonly string[]>> = { a: ["b"], b: ["c", "a"], c: [], d: ["a"], e: ["e"] };
const next = (name: string): readonly string[] => edges[name] ?? [];

test("what is reached, directly, through others and in circles, and what it starts from", () => {
  expect([...reachable(["a"], next)].toSorted()).toEqual(["a", "b", "c"]);
  expect([...reachable(["e", "gone"], next)].toSorted()).toEqual(["e", "gone"]);
  expect(reachable([], next).size).toBe(0);
});
