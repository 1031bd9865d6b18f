import { expect, test } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

test("a bucket gives what it holds, then as much as has flowed in, and never more than it can hold", () => {
  let now = 0;
  const bucket = new TokenBucket(2, 10, () => now);
  const take = (count: number): boolean[] => Array.from({ length: count }, () => bucket.take());
  expect(take(3)).toEqual([true, true, false]);
  now += 100;
  expect(take(2)).toEqual([true, false]);
  now += 60_000;
  expect(take(3)).toEqual([true, true, false]);
});
