import { expect, test } from "vitest";
import { WatchHub, type Change } from "./watch-hub.ts";

const change: Change = { userId: "u", bookId: "book-1", ratingChanged: true };
const never = new AbortController().signal;

test("a change wakes the watch that waits for it", async () => {
  const hub = new WatchHub();
  using watch = hub.subscribe(() => true);
  const waiting = watch.changed(never);
  hub.publish(change);
  expect(await waiting).toBe(true);
});

test("many changes while nobody waits are one, and the next wait is for the next change", async () => {
  const hub = new WatchHub();
  using watch = hub.subscribe(() => true);
  for (let count = 0; count < 1000; count += 1) hub.publish(change);
  expect(await watch.changed(never)).toBe(true);
  const abort = new AbortController();
  const waiting = watch.changed(abort.signal);
  abort.abort();
  expect(await waiting).toBe(false);
});

test("a change that does not concern a watch leaves it asleep", async () => {
  const hub = new WatchHub();
  using watch = hub.subscribe(({ userId }) => userId === "v");
  hub.publish(change);
  const abort = new AbortController();
  const waiting = watch.changed(abort.signal);
  abort.abort();
  expect(await waiting).toBe(false);
});

test("a cancelled wait ends even when it was cancelled before", async () => {
  const hub = new WatchHub();
  using watch = hub.subscribe(() => true);
  expect(await watch.changed(AbortSignal.abort())).toBe(false);
});

test("closing ends waiting, later and new watches with SHUTTING_DOWN", async () => {
  const hub = new WatchHub();
  using waits = hub.subscribe(() => true);
  using reads = hub.subscribe(() => true);
  const waiting = waits.changed(never);
  hub.close();
  await expect(waiting).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
  await expect(reads.changed(never)).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
  expect(() => hub.subscribe(() => true)).toThrow(expect.objectContaining({ reason: "SHUTTING_DOWN" }));
});

test("a disposed watch is gone from the hub", () => {
  const hub = new WatchHub();
  {
    using watch = hub.subscribe(() => true);
    expect([hub.size, typeof watch.changed]).toEqual([1, "function"]);
  }
  expect(hub.size).toBe(0);
});
