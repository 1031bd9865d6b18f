import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keptLog } from "../testing/memory-calls.ts";
import { ShedLog } from "./shed-log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits = { calls: 10, streams: 20 };

test("one line tells of all that was shed within a second, and nothing of a second without any", () => {
  const { log, lines } = keptLog();
  const shed = new ShedLog(log, limits);
  for (let call = 0; call < 1000; call += 1) shed.tell("calls");
  shed.tell("streams");
  vi.advanceTimersByTime(5000);
  shed.tell("streams");
  vi.advanceTimersByTime(5000);
  expect(lines()).toMatchObject([
    { level: "warn", calls: 1000, streams: 1, max_calls_in_flight: 10, max_streams_in_flight: 20 },
    { calls: 0, streams: 1 },
  ]);
});

test("what was not told yet is told at the end", () => {
  const { log, lines } = keptLog();
  const shed = new ShedLog(log, limits);
  shed.tell("calls");
  shed[Symbol.dispose]();
  shed[Symbol.dispose]();
  expect(lines()).toHaveLength(1);
});
