import { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { callFields } from "../testing/attacked-service.ts";
import { frameFlags, frameTypes, headers } from "../testing/http2-frames.ts";
import { statusOf } from "../testing/http2-status.ts";
import { keptLog } from "../testing/memory-calls.ts";
import { openHttp2, openRaw } from "../testing/raw-connection.ts";
import type { RequestListener } from "./http.ts";
import type { LimitName } from "./limit-report.ts";
import { listen } from "./one-port.ts";
import { createRequestListener } from "./request-listener.ts";

interface PagePort extends AsyncDisposable {
  readonly url: string;
  readonly exceeded: readonly LimitName[];
}

/** A port with pages and no calls; bodies may take 200 ms. */
async function listenWith(http: RequestListener): Promise<PagePort> {
  const exceeded: LimitName[] = [];
  const report = { exceeded: (limit: LimitName): void => void exceeded.push(limit) };
  const onRequest = createRequestListener({ apis: [], http, log: keptLog().log, report, bodyTimes: { wholeMs: 200 } });
  const listener = await listen({ host: "127.0.0.1", port: 0, onRequest });
  return { url: listener.url, exceeded, [Symbol.asyncDispose]: async () => void (await listener.drain(0)) };
}

/** Answers once the body has ended. */
const formPage: RequestListener = (request, response) => void request.resume().once("end", () => response.end());
/** Begins to answer before, and goes on. */
const eagerPage: RequestListener = (_, response) => {
  if (response instanceof ServerResponse) response.writeHead(200).flushHeaders();
};

const form = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na=";

describe("a page whose body does not end", () => {
  test("gets 408 over HTTP/1.1, and its connection is closed", async () => {
    await using port = await listenWith(formPage);
    await using connection = await openRaw(port.url);
    connection.socket.write(form);
    await connection.closed;
    expect(connection.received().toString()).toMatch(/^HTTP\/1\.1 408 /);
    expect(port.exceeded).toEqual(["body_time"]);
  });

  test("gets 408 over HTTP/2, and its stream is reset", async () => {
    await using port = await listenWith(formPage);
    await using connection = await openHttp2(port.url);
    connection.socket.write(headers(1, callFields({ ":path": "/form" })));
    expect(statusOf(await connection.frame(({ type }) => type === frameTypes.headers))).toBe(408);
    await connection.frame(({ type }) => type === frameTypes.rstStream);
    expect(port.exceeded).toEqual(["body_time"]);
  });

  test("is cut when its answer has begun", async () => {
    await using port = await listenWith(eagerPage);
    await using connection = await openRaw(port.url);
    connection.socket.write(form);
    await connection.closed;
    expect(connection.received().toString()).toMatch(/^HTTP\/1\.1 200 /);
    expect(port.exceeded).toEqual(["body_time"]);
  });
});

test("a page without a body, or whose body has ended, takes its time", async () => {
  const responses: Parameters<RequestListener>[1][] = [];
  await using port = await listenWith((request, response) => {
    request.resume();
    responses.push(response);
  });
  await using first = await openRaw(port.url);
  first.socket.write("GET /page HTTP/1.1\r\nHost: a\r\n\r\n");
  await using second = await openHttp2(port.url);
  second.socket.write(headers(1, callFields({ ":path": "/page" }), frameFlags.endStream));
  // One that is late comes after them and is refused.
  await using late = await openRaw(port.url);
  late.socket.write(form);
  await late.text("HTTP/1.1 408");
  for (const response of responses) if (!response.headersSent) response.end();
  await first.text("HTTP/1.1 200");
  expect(statusOf(await second.frame(({ type }) => type === frameTypes.headers))).toBe(200);
  expect(port.exceeded).toEqual(["body_time"]);
});
