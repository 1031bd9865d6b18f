import { expect, test } from "vitest";
import { Sample } from "./sample.ts";

test("the calls are counted, and never more at a time than asked for", async () => {
  const sample = new Sample();
  let calls = 0;
  let inFlight = 0;
  let most = 0;
  const once = async (): Promise<void> => {
    calls++;
    most = Math.max(most, ++inFlight);
    await Promise.resolve();
    inFlight--;
  };
  await sample.measure(once, { calls: 10, concurrency: 3 });
  expect({ calls, most }).toEqual({ calls: 10, most: 3 });
  expect(sample.rate).toBeGreaterThan(0);
  expect(sample.percentile(0.99)).toBeGreaterThanOrEqual(sample.percentile(0.5));
});

test("a call that fails fails the measurement", async () => {
  const failing = new Sample().measure(() => Promise.reject(new Error("refused")), { calls: 2, concurrency: 1 });
  await expect(failing).rejects.toThrow("refused");
});
