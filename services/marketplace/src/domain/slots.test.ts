import { expect, test } from "vitest";
import { Slots } from "./slots.ts";

test("a key has its own most, and all have one together", () => {
  const slots = new Slots({ perKey: 2, all: 3 });
  const first = slots.take("a");
  expect(slots.take("a")).toBeDefined();
  expect(slots.take("a")).toBeUndefined();
  expect(slots.take("b")).toBeDefined();
  expect(slots.take("c")).toBeUndefined();
  first?.[Symbol.dispose]();
  // Twice is once.
  first?.[Symbol.dispose]();
  expect(slots.taken).toBe(2);
  expect(slots.take("c")).toBeDefined();
  expect(slots.take("a")).toBeUndefined();
});
