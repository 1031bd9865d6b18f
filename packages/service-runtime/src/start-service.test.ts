import { createServer } from "node:net";
import { once } from "node:events";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { type GatedService, startGatedService } from "./testing/gated-service.ts";
import { Health, HealthCheckResponse_ServingStatus as Status } from "./third-party/grpc/health/v1/health_pb.ts";

const call = { userId: 7, category: BookCategory.MYSTERY };
const slowCall = { ...call, userId: 1 };

function clientOf({ url }: GatedService): Client<typeof RecommendationsService> {
  return createClient(RecommendationsService, createGrpcTransport({ baseUrl: url }));
}

function healthOf({ url }: GatedService): Client<typeof Health> {
  return createClient(Health, createGrpcTransport({ baseUrl: url }));
}

async function probe({ adminUrl }: GatedService, path: string): Promise<number> {
  return (await fetch(adminUrl + path)).status;
}

async function codeOf(failing: Promise<unknown>): Promise<Code | undefined> {
  return await failing.then(
    () => undefined,
    (error: unknown) => ConnectError.from(error).code,
  );
}

test("a service that runs is alive, ready and serving, each of its services too", async () => {
  const service = await startGatedService();
  expect([await probe(service, "/livez"), await probe(service, "/readyz"), await probe(service, "/")]).toEqual([
    200, 200, 404,
  ]);
  const health = healthOf(service);
  for (const name of ["", "recommendations.v1.RecommendationsService"]) {
    expect((await health.check({ service: name })).status).toBe(Status.SERVING);
  }
  expect(await codeOf(health.check({ service: "x.v1.Nobody" }))).toBe(Code.NotFound);
  expect(Object.keys((await health.list({})).statuses)).toContain("recommendations.v1.RecommendationsService");
  await service.drain();
});

test("an unknown service can be watched: it may come", async () => {
  const service = await startGatedService();
  const watch = healthOf(service).watch({ service: "x.v1.Nobody" })[Symbol.asyncIterator]();
  expect((await watch.next()).value?.status).toBe(Status.SERVICE_UNKNOWN);
  // Awaited before the drain ends it.
  const ended = codeOf(watch.next());
  await service.drain();
  expect(await ended).toBe(Code.Unavailable);
});

test("a drain tells probes and watchers first, then refuses new calls, and lets those in flight finish", async () => {
  const service = await startGatedService({ DRAIN_PAUSE_MS: "300" });
  const client = clientOf(service);
  const slow = client.recommend(slowCall);
  await service.begun;
  const watch = healthOf(service).watch({ service: "" })[Symbol.asyncIterator]();
  expect((await watch.next()).value?.status).toBe(Status.SERVING);
  const drained = service.drain();
  // During the pause: not ready, not serving, and still answering, for balancers need time to notice.
  expect((await watch.next()).value?.status).toBe(Status.NOT_SERVING);
  expect([await probe(service, "/livez"), await probe(service, "/readyz")]).toEqual([200, 503]);
  expect(await codeOf(client.recommend(call))).toBeUndefined();
  expect(service.events).toEqual([]);
  // The pause is over when the watch ends, with a code that says to connect to another instance.
  expect(await codeOf(watch.next())).toBe(Code.Unavailable);
  expect(service.events).toEqual(["streams end"]);
  expect(await codeOf(clientOf(service).recommend(call))).toBe(Code.Unavailable);
  service.release();
  expect(await codeOf(slow)).toBeUndefined();
  await drained;
  expect(service.events).toEqual(["streams end", "application closes"]);
  await expect(probe(service, "/livez")).rejects.toThrow("fetch failed");
});

test("a call that does not finish in time is cut, and the log says how many", async () => {
  const service = await startGatedService({ DRAIN_TIMEOUT_MS: "50" });
  const slow = codeOf(clientOf(service).recommend(slowCall));
  await service.begun;
  await service.drain();
  expect(await slow).not.toBeUndefined();
  expect(service.logged.join("")).toContain('"calls_cut":1,"drain_timeout_ms":50,"message":"drain timed out"');
  expect(service.events).toEqual(["streams end", "application closes"]);
});

test("a start that fails at the private port closes what was opened", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const opened: string[] = [];
  const start = startGatedService({ ADMIN_PORT: String(port) }, async () => void opened.push("application"));
  await expect(start).rejects.toMatchObject({ code: "EADDRINUSE", port });
  expect(opened).toEqual(["application"]);
  taken.close();
});

test("pages of origins that are listed may call, and no others", async () => {
  const service = await startGatedService({ CORS_ORIGINS: "https://shop.example, https://app.example" });
  const path = `${service.url}/recommendations.v1.RecommendationsService/Recommend`;
  const preflight = async (origin: string): Promise<Response> => {
    const headers = { origin, "access-control-request-method": "POST" };
    return await fetch(path, { method: "OPTIONS", headers });
  };
  const allowed = await preflight("https://app.example");
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(allowed.headers.get("access-control-allow-headers")).toContain("Connect-Protocol-Version");
  expect(allowed.headers.get("vary")).toContain("Origin");
  const other = await preflight("https://evil.example");
  expect([other.status, other.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  const headers = { origin: "https://shop.example", "content-type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify({ userId: 2 }) });
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "https://shop.example"]);
  await service.drain();
  const closed = await startGatedService();
  const off = await fetch(`${closed.url}/recommendations.v1.RecommendationsService/Recommend`, {
    method: "OPTIONS",
    headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
  });
  expect(off.headers.get("access-control-allow-origin")).toBeNull();
  await closed.drain();
});

test("the private port has the metrics of calls and of the build", async () => {
  const service = await startGatedService({ COMMIT: "0123abc", LOG_LEVEL: "info" });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
  let version: string | null = "";
  const onHeader = (header: Headers): void => void (version = header.get("x-service-version"));
  await createClient(RecommendationsService, transport).recommend(
    { userId: 2, category: BookCategory.MYSTERY },
    { onHeader },
  );
  expect(version).toBe("1.2.3+0123abc");
  const page = await fetch(`${service.adminUrl}/metrics`);
  expect(page.headers.get("content-type")).toContain("version=0.0.4");
  const text = await page.text();
  expect(text).toContain('build_info{service="gated",version="1.2.3",commit="0123abc"} 1');
  expect(text).toContain('method="Recommend",code="ok"} 1');
  expect(service.logged.join("")).toContain('"version":"1.2.3","commit":"0123abc"');
  expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
  await service.drain();
});

test("the private port tells which build runs", async () => {
  const service = await startGatedService({ COMMIT: "0123abc" });
  const answer = await fetch(`${service.adminUrl}/version`);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toEqual({ name: "gated", version: "1.2.3", commit: "0123abc" });
  await service.drain();
});

test("with bearer tokens only known callers may call", async () => {
  const service = await startGatedService({ BEARER_TOKENS: "web:0123456789abcdef" });
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
  const client = createClient(RecommendationsService, transport);
  const request = { userId: 2, category: BookCategory.MYSTERY };
  expect(await codeOf(client.recommend(request))).toBe(Code.Unauthenticated);
  expect(await client.recommend(request, { headers: { authorization: "Bearer 0123456789abcdef" } })).toBeDefined();
  expect(service.logged.join("")).not.toContain("0123456789abcdef");
  await service.drain();
});

test("without reflection the server tells nobody of its schemas", async () => {
  const service = await startGatedService();
  const transport = createConnectTransport({ baseUrl: service.url, httpVersion: "2" });
  const { ServerReflection } = await import("./third-party/grpc/reflection/v1/reflection_pb.ts");
  const answers = createClient(ServerReflection, transport).serverReflectionInfo(asked("listServices", ""));
  expect(await codeOf(answers[Symbol.asyncIterator]().next())).toBe(Code.Unimplemented);
  await service.drain();
});

async function* asked(kind: "listServices", value: string) {
  yield { messageRequest: { case: kind, value } } as const;
}
