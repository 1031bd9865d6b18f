import { expect, test, vi } from "vitest";
import { eventStream, serverSentEvent } from "./event-stream.ts";

test("every line of the data is a line of the event, whatever ends it", () => {
  expect(serverSentEvent({ event: "a", id: "1", data: "x\ny\r\nz\rw" })).toBe(
    "event: a\nid: 1\ndata: x\ndata: y\ndata: z\ndata: w\n\n",
  );
});

test("while nothing happens a comment shows that the stream lives, unless nobody reads it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const wait = Promise.withResolvers<void>();
    const onEnd = vi.fn<() => void>();
    const stream = eventStream(
      (async function* () {
        await wait.promise;
        yield "event\n\n";
      })(),
      { onEnd, beatMs: 10 },
    );
    const reader = stream.getReader();
    const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
    const first = next();
    // The first is for the reader who waits, the second finds room, and nobody has read it by the third.
    vi.advanceTimersByTime(30);
    expect([await first, await next()]).toEqual([":\n\n", ":\n\n"]);
    wait.resolve();
    expect(await next()).toBe("event\n\n");
    expect((await reader.read()).done).toBe(true);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a source that fails ends the stream, and it is told once", async () => {
  const onEnd = vi.fn<() => void>();
  const stream = eventStream(
    (async function* () {
      yield "event\n\n";
      await Promise.reject(new Error("no more"));
    })(),
    { onEnd },
  );
  const reader = stream.getReader();
  await reader.read();
  await expect(reader.read()).rejects.toThrow("no more");
  expect(onEnd).toHaveBeenCalledTimes(1);
});
