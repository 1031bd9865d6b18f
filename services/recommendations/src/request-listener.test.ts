import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { RecommendationsService } from "@breakwater/recommendations/v2";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Recommender } from "./domain/recommender.ts";
import { WatchHub, type Subscription } from "./domain/watch-hub.ts";
import { release } from "./release.ts";
import { errors } from "./rpc/errors.ts";
import { createApi } from "./rpc/routes.ts";
import { books } from "./store/books.ts";
import type { Store } from "./store/store.ts";
import { sqliteData } from "./testing/sqlite-data.ts";
import {
  createLog,
  createRequestListener,
  listen,
  serverInterceptors,
  type Listener,
} from "@breakwater/service-runtime";

/** A hub that tells when a watch is freed. */
class ObservedHub extends WatchHub {
  readonly freed: PromiseWithResolvers<void> = Promise.withResolvers();

  override subscribe(...args: Parameters<WatchHub["subscribe"]>): Subscription {
    const subscription = super.subscribe(...args);
    return {
      changed: (signal) => subscription.changed(signal),
      [Symbol.dispose]: () => {
        subscription[Symbol.dispose]();
        this.freed.resolve();
      },
    };
  }
}

let stack: AsyncDisposableStack;
let hub: ObservedHub;
let listener: Listener;
let logged: string[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const store: Store = await stack.use(sqliteData()).open(books);
  stack.defer(() => store.close());
  hub = new ObservedHub();
  logged = [];
  const log = createLog((line) => logged.push(line));
  log.setLevel("error");
  const recommender = await Recommender.create({ store, hub });
  const draining = new AbortController().signal;
  const interceptors = serverInterceptors({ log, errors, build: { ...release, commit: "unknown" } });
  const api = createApi({ recommender, interceptors, draining, readMaxBytes: 1024 });
  listener = await listen({ host: "127.0.0.1", port: 0, onRequest: createRequestListener({ apis: [api], log }) });
  stack.defer(async () => {
    await listener.drain(0);
  });
});
afterEach(async () => {
  await stack.disposeAsync();
  if (logged.length > 0) throw new Error(`the server logged failures:\n${logged.join("")}`);
});

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(listener.url).port), "127.0.0.1").setEncoding("utf8");
  await once(socket, "connect");
  return socket;
}

const path = "/recommendations.v1.RecommendationsService/Recommend";

describe("a request without a valid authority is answered with 400 and harms nobody", () => {
  const heads: { name: string; head: string }[] = [
    { name: "HTTP/1.0 without Host", head: `POST ${path} HTTP/1.0\r\nContent-Length: 0\r\n\r\n` },
    { name: "a Host that is none", head: `POST ${path} HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\n\r\n` },
    { name: "HTTP/1.1 without Host", head: `POST ${path} HTTP/1.1\r\nContent-Length: 0\r\n\r\n` },
  ];
  for (const { name, head } of heads) {
    test(`over HTTP/1: ${name}`, async () => {
      const socket = await open();
      socket.write(head);
      const [text] = await once(socket, "data");
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      socket.destroy();
      expect((await fetch(listener.url)).status).toBe(404);
    });
  }

  test("over HTTP/2: an :authority that is none", async () => {
    const session = connectHttp2(listener.url);
    const stream = session.request({ ":method": "POST", ":path": path, ":authority": "[" });
    stream.end();
    const [headers] = await once(stream, "response");
    expect(headers).toMatchObject({ ":status": 400 });
    stream.resume();
    session.close();
    await once(session, "close");
  });
});

describe("a watch is freed", () => {
  const transports = [
    { name: "gRPC", make: (baseUrl: string) => createGrpcTransport({ baseUrl }) },
    {
      name: "Connect over HTTP/1.1",
      make: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
    },
  ];
  for (const { name, make } of transports) {
    test(`when its client cancels, over ${name}`, async () => {
      const abort = new AbortController();
      const client = createClient(RecommendationsService, make(listener.url));
      const lists = client.watchRecommendations({ userId: "u" }, { signal: abort.signal })[Symbol.asyncIterator]();
      await lists.next();
      expect(hub.size).toBe(1);
      abort.abort();
      await hub.freed.promise;
      expect(hub.size).toBe(0);
    });
  }

  test("when its client vanishes without a word", async () => {
    const socket = await open();
    const body = Buffer.from(`\0\0\0\0\x0e{"userId":"u"}`);
    const watch = "/recommendations.v2.RecommendationsService/WatchRecommendations";
    socket.write(
      `POST ${watch} HTTP/1.1\r\nHost: a\r\nContent-Type: application/connect+json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body.toString("latin1")}`,
    );
    await once(socket, "data");
    expect(hub.size).toBe(1);
    socket.resetAndDestroy();
    await hub.freed.promise;
    expect(hub.size).toBe(0);
  });
});

test("a message that is no protobuf, on a stream, is the caller's fault", async () => {
  const body = Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), Buffer.from("z")]);
  const response = await fetch(`${listener.url}/recommendations.v2.RecommendationsService/WatchRecommendations`, {
    method: "POST",
    headers: { "content-type": "application/connect+proto" },
    body,
  });
  expect(await response.text()).toContain(`"code":"invalid_argument"`);
});

test("no body of any type is a failure of the server", async () => {
  const types = ["json", "proto", "connect+json", "connect+proto", "grpc", "grpc+json", "grpc-web", "grpc-web-text"];
  const calls = ["v1.RecommendationsService/Recommend", "v2.RecommendationsService/WatchRecommendations"];
  const compression = fc.constantFrom<Record<string, string>>(
    {},
    { "content-encoding": "gzip" },
    { "grpc-encoding": "gzip" },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({ type: fc.constantFrom(...types), call: fc.constantFrom(...calls), compression }),
      fc.oneof(
        fc.uint8Array({ maxLength: 2000 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      async (head, body) => {
        const response = await fetch(`${listener.url}/recommendations.${head.call}`, {
          method: "POST",
          headers: { "content-type": `application/${head.type}`, ...head.compression },
          body: Buffer.from(body),
        });
        expect(response.status).toBeLessThan(500);
        await response.body?.cancel();
      },
    ),
    { numRuns: 300 },
  );
});
