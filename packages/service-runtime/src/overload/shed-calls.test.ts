import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { request as requestHttp1 } from "node:http";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import {
  RecommendationsService as V2,
  WatchRecommendationsRequestSchema as WatchRequest,
} from "@breakwater/recommendations/v2";
import { create, toBinary } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, type ConnectError, type Transport, createClient } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterEach, describe, expect, test } from "vitest";
import { type GatedService, startGatedService } from "../testing/gated-service.ts";
import { all, errorOf } from "../testing/memory-calls.ts";
import { RetryInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";
import { Health, HealthCheckResponse_ServingStatus as Status } from "../third-party/grpc/health/v1/health_pb.ts";

let running: GatedService[] = [];
afterEach(async () => {
  for (const service of running) service.release();
  await Promise.all(running.map((service) => service.drain()));
  running = [];
});

async function start(environment: Readonly<Record<string, string>>): Promise<GatedService> {
  const service = await startGatedService(environment);
  running.push(service);
  return service;
}

/** Starts a service and makes as many calls as it takes; they end when it is released. */
async function startFull(limit: number): Promise<{ service: GatedService; held: Promise<unknown> }> {
  const service = await start({ MAX_CALLS_IN_FLIGHT: String(limit), MAX_STREAMS_IN_FLIGHT: String(limit) });
  const client = createClient(RecommendationsService, createGrpcTransport({ baseUrl: service.url }));
  const held = Promise.all(Array.from({ length: limit }, async () => await client.recommend({ userId: 1 })));
  await service.untilBegun(limit);
  return { service, held };
}

/** How long a refused call is told to wait, milliseconds. */
function hintOf(error: ConnectError): number {
  const delay = error.findDetails(RetryInfoSchema).at(0)?.retryDelay;
  return delay === undefined ? Number.NaN : durationMs(delay);
}

const protocols: readonly { readonly name: string; readonly make: (baseUrl: string) => Transport }[] = [
  ...(["1.1", "2"] as const).flatMap((httpVersion) => [
    {
      name: `Connect over ${httpVersion}`,
      make: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion }),
    },
    {
      name: `a GET of Connect over ${httpVersion}`,
      make: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion, useHttpGet: true }),
    },
    {
      name: `gRPC-Web over ${httpVersion}`,
      make: (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion }),
    },
  ]),
  { name: "gRPC", make: (baseUrl) => createGrpcTransport({ baseUrl }) },
];

for (const { name, make } of protocols) {
  test(`${name}: a call above the limit is refused with a time to wait, and served once there is room`, async () => {
    const { service, held } = await startFull(2);
    const transport = make(service.url);
    const client = createClient(RecommendationsService, transport);
    const refused = await errorOf(client.recommend({ userId: 2 }));
    expect(refused.code).toBe(Code.ResourceExhausted);
    expect(refused.rawMessage).toMatch(/^The server has too many calls in flight: call again after \d+ ms\.$/);
    expect(hintOf(refused)).toBeGreaterThanOrEqual(500);
    expect(hintOf(refused)).toBeLessThan(1500);
    expect((await createClient(Health, transport).check({})).status).toBe(Status.SERVING);
    service.release();
    await held;
    await client.recommend({ userId: 2 });
    expect(service.callers).toHaveLength(3);
  });

  test(`${name}: streams have a limit of their own`, async () => {
    const { service } = await startFull(1);
    const client = createClient(V2, make(service.url));
    const first = client.watchRecommendations({ userId: "1" })[Symbol.asyncIterator]();
    await first.next();
    const refused = await errorOf(all(client.watchRecommendations({ userId: "1" })));
    expect(refused.code).toBe(Code.ResourceExhausted);
    expect(hintOf(refused)).toBeGreaterThanOrEqual(500);
    service.release();
    expect((await first.next()).done).toBe(true);
    expect(await all(client.watchRecommendations({ userId: "1" }))).toHaveLength(1);
  });
}

test("a stream whose reader leaves makes room for another one", async () => {
  const { service } = await startFull(1);
  const session = await openSession(service);
  const frame = encodeEnvelope(0, toBinary(WatchRequest, create(WatchRequest, { userId: "1" })));
  const headers = {
    ":method": "POST",
    ":path": `/${V2.typeName}/WatchRecommendations`,
    "content-type": "application/grpc",
  };
  const stream = session.request(headers).on("error", () => undefined);
  stream.end(frame);
  await once(stream, "data");
  stream.close(8);
  await once(stream, "close");
  // The server hears of the reset before it hears of what comes after it on the connection.
  const next = session.request(headers);
  next.end(frame);
  const [answer] = await once(next, "response");
  expect(answer["grpc-status"]).toBeUndefined();
  session.destroy();
});

async function openSession({ url }: GatedService): Promise<ClientHttp2Session> {
  const session = connectHttp2(url);
  await once(session, "connect");
  return session;
}

describe("on the wire", () => {
  const path = `/${RecommendationsService.typeName}/Recommend`;

  test("Connect gets 429 with retry-after before any of its body has come", async () => {
    const { service } = await startFull(1);
    const headers = { "content-type": "application/json", "content-length": "1000000" };
    const call = requestHttp1(`${service.url}${path}`, { method: "POST", headers }).on("error", () => undefined);
    call.flushHeaders();
    const [response] = await once(call, "response");
    expect(response.statusCode).toBe(429);
    expect(response.headers["content-type"]).toBe("application/json");
    expect(response.headers["retry-after"]).toMatch(/^[12]$/);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    const { code, details } = JSON.parse(text);
    expect([code, details[0].type]).toEqual(["resource_exhausted", "google.rpc.RetryInfo"]);
    call.destroy();
  });

  for (const type of ["application/grpc", "application/grpc+proto", "application/grpc-web+proto"]) {
    test(`${type} gets nothing but headers before any of its body has come`, async () => {
      const { service } = await startFull(1);
      const session = await openSession(service);
      const stream = session.request({ ":method": "POST", ":path": path, "content-type": type });
      const [headers, flags] = await once(stream, "response");
      expect(headers).toMatchObject({ ":status": 200, "content-type": type, "grpc-status": "8" });
      expect(headers["grpc-retry-pushback-ms"]).toMatch(/^\d+$/);
      // END_STREAM (RFC 9113, section 6.2).
      expect(flags & 1).toBe(1);
      session.destroy();
    });
  }
});

test("what was shed is counted by method, and the log has one line for a second of it", async () => {
  const { service } = await startFull(1);
  const client = createClient(RecommendationsService, createGrpcTransport({ baseUrl: service.url }));
  for (let call = 0; call < 5; call += 1) await errorOf(client.recommend({ userId: 2 }));
  const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
  expect(metrics).toContain(
    'rpc_server_calls_refused_total{service="recommendations.v1.RecommendationsService",method="Recommend",reason="overload"} 5',
  );
  service.release();
  await service.drain();
  running = [];
  const lines = service.logged.map((line) => JSON.parse(line)).filter(({ message }) => message.startsWith("overload"));
  expect(lines).toMatchObject([
    { level: "warn", calls: 5, streams: 0, max_calls_in_flight: 1, max_streams_in_flight: 1 },
  ]);
});

test("of ten times as many calls as allowed so many are served, the others refused, and then all are served", async () => {
  const limit = 40;
  const offered = 10 * limit;
  const service = await start({ MAX_CALLS_IN_FLIGHT: String(limit) });
  // More than one connection: the server lets 256 streams be open on one.
  const clients = protocols.map(({ make }) => createClient(RecommendationsService, make(service.url)));
  const outcomes = new Map<string, number>();
  const refused: PromiseWithResolvers<void> = Promise.withResolvers();
  const call = async (index: number, userId: number): Promise<void> => {
    const outcome = await errorOf(clients[index % clients.length]?.recommend({ userId }) ?? Promise.resolve()).then(
      ({ code }) => Code[code],
      () => "ok",
    );
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcomes.get("ResourceExhausted") === offered - limit) refused.resolve();
  };
  const calls = Promise.all(Array.from({ length: offered }, async (_, index) => await call(index, 1)));
  await refused.promise;
  service.release();
  await calls;
  expect(Object.fromEntries(outcomes)).toEqual({ ok: limit, ResourceExhausted: offered - limit });
  outcomes.clear();
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(Array.from({ length: limit }, async (_, index) => await call(index, 2)));
  }
  expect(Object.fromEntries(outcomes)).toEqual({ ok: offered });
});
