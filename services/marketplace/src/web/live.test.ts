import { expect, test } from "vitest";
import { testApp, type TestApp, type TestBrowser, tokenIn } from "../testing/test-app.ts";

interface Stream {
  /** The next event, or undefined at the end. */
  next(): Promise<{ readonly version: string; readonly html: string } | undefined>;
  close(): Promise<void>;
}

async function follow(reader: TestBrowser): Promise<Stream> {
  const answer = await reader.get("/live");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const body = answer.body?.getReader();
  const decoder = new TextDecoder();
  if (body === undefined) throw new Error("the stream has no body");
  let text = "";
  return {
    next: async () => {
      while (!text.includes("\n\n")) {
        const { done, value } = await body.read();
        if (done) return undefined;
        text += decoder.decode(value, { stream: true });
      }
      const end = text.indexOf("\n\n");
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const valuesOf = (field: string): string[] =>
        lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
      expect(valuesOf("event")).toEqual(["shelves"]);
      return { version: valuesOf("id").join(""), html: valuesOf("data").join("\n") };
    },
    close: () => body.cancel(),
  };
}

/** A reader with an open page, and its token and version. */
async function openPage({ browser }: TestApp): Promise<{ reader: TestBrowser; token: string; version: string }> {
  const reader = browser();
  const page = await (await reader.get("/")).text();
  return { reader, token: tokenIn(page), version: /data-version="([^"]+)"/.exec(page)?.[1] ?? "" };
}

test("the first event is what the page has, and each change of the list is another", async () => {
  const app = testApp();
  const { reader, token, version } = await openPage(app);
  const stream = await follow(reader);
  expect((await stream.next())?.version).toBe(version);
  await reader.post("/feedback", { token, book: "self-help-2", kind: "not-interested" });
  const changed = await stream.next();
  expect(changed?.version).not.toBe(version);
  expect(changed?.html).toContain("Book self-help-3");
  expect(changed?.html).not.toContain("Book self-help-2");
  await stream.close();
});

test("the page hears once that the service has gone, and again when it is back", async () => {
  const app = testApp();
  const { reader } = await openPage(app);
  const stream = await follow(reader);
  const first = await stream.next();
  app.service.isAway = true;
  app.service.breakWatches();
  expect((await stream.next())?.html).toContain("Our recommendations are taking a break");
  // Nothing more until it changes, however often the service was tried meanwhile.
  app.service.isAway = false;
  expect(await stream.next()).toEqual(first);
  await stream.close();
});

test("a page that closes ends its watch of the service", async () => {
  const app = testApp();
  const { reader } = await openPage(app);
  const stream = await follow(reader);
  await stream.next();
  expect(app.service.watches).toBe(1);
  await stream.close();
  await Promise.resolve();
  expect(app.service.watches).toBe(0);
});

test("a reader has some pages live and not more, and a page that closes makes room", async () => {
  const app = testApp();
  const { reader } = await openPage(app);
  const streams = await Promise.all([1, 2, 3, 4].map(() => follow(reader)));
  const refused = await reader.get("/live");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
  await streams[0]?.close();
  await (await follow(reader)).close();
  for (const stream of streams) await stream.close();
});

test("an address has some pages live and not more, whoever its readers are", async () => {
  const app = testApp({ liveLists: 1000 });
  const open = async (address: string): Promise<Stream> => await follow(app.browser(address));
  const streams = await Promise.all(Array.from({ length: 20 }, (_, index) => open(`2001:db8::${index}`)));
  expect((await app.browser("2001:db8::ffff").get("/live")).status).toBe(503);
  await (await open("2001:db8:1::1")).close();
  await streams[0]?.close();
  await (await open("2001:db8::ffff")).close();
  for (const stream of streams) await stream.close();
});

test("all readers together have a most, too", async () => {
  const app = testApp({ liveLists: 1 });
  const first = await follow((await openPage(app)).reader);
  expect((await (await openPage(app)).reader.get("/live")).status).toBe(503);
  await first.close();
});

test("a shutdown ends the streams", async () => {
  const app = testApp();
  const stream = await follow((await openPage(app)).reader);
  await stream.next();
  app.ending.abort();
  expect(await stream.next()).toBeUndefined();
  expect(app.service.watches).toBe(0);
});
