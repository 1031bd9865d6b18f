import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

const rate = { burst: 3, perMinute: 60, mostKeys: 2 };

test("as many as the burst pass at once, then one a second, and the wait is told", () => {
  const buckets = new TokenBuckets(rate);
  expect([0, 0, 0, 0, 500].map((now) => buckets.take("a", now))).toEqual([0, 0, 0, 1, 1]);
  expect([1000, 1000, 4000].map((now) => buckets.take("a", now))).toEqual([0, 1, 0]);
});

test("keys do not share", () => {
  const buckets = new TokenBuckets({ ...rate, burst: 1 });
  expect([buckets.take("a", 0), buckets.take("a", 0), buckets.take("b", 0)]).toEqual([0, 1, 0]);
});

test("the keys that were quiet longest are forgotten", () => {
  const buckets = new TokenBuckets({ ...rate, burst: 1 });
  for (const key of ["a", "b", "a", "c"]) buckets.take(key, 0);
  expect(buckets.size).toBe(2);
  // "b" starts anew; "a" was forgotten for it to be there.
  expect([buckets.take("c", 0), buckets.take("b", 0)]).toEqual([1, 0]);
});

test("no more pass than the burst and what a time gives", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2000), { maxLength: 60 }), (pauses) => {
      const buckets = new TokenBuckets(rate);
      let now = 0;
      let passed = 0;
      for (const pause of pauses) {
        now += pause;
        if (buckets.take("a", now) === 0) passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(rate.burst + now / 1000 + 1e-6);
    }),
  );
});
