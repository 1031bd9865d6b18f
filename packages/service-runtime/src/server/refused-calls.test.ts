import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GatedService, startGatedService } from "../testing/gated-service.ts";
import { Health } from "../third-party/grpc/health/v1/health_pb.ts";

let service: GatedService;
beforeEach(async () => {
  service = await startGatedService();
});
afterEach(async () => {
  service.release();
  await service.drain();
});

const path = `/${RecommendationsService.typeName}/Recommend`;
const json = { "content-type": "application/json" };

/** The beginning of a request over HTTP/1.1, with headers. */
function head(...headers: readonly string[]): string {
  return [`POST ${path} HTTP/1.1`, "Host: a", "Content-Type: application/json", ...headers, "\r\n"].join("\r\n");
}

/** The lines of the log with a message. */
function lines(message: string): Record<string, unknown>[] {
  return service.logged.map((line) => JSON.parse(line)).filter((line) => line.message === message);
}

/** What the metrics count: reasons of what was refused, and codes of calls, each with its number. */
async function counts(): Promise<Record<string, number>> {
  const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
  const samples = text.matchAll(/^rpc_server_calls_(?:refused_)?total\{.*(?:reason|code)="(.+)"\} (\d+)$/gm);
  return Object.fromEntries([...samples].map(([, what = "", count]) => [what, Number(count)]));
}

const requests: readonly {
  readonly name: string;
  readonly send: () => Promise<unknown>;
  readonly reason: string;
  readonly line: Readonly<Record<string, unknown>>;
}[] = [
  {
    name: "a path that nothing is served on",
    send: async () => await fetch(`${service.url}/wp-login.php?secret=1`, { headers: { "x-request-id": "mine" } }),
    reason: "unknown path",
    line: { path: "/wp-login.php", request_id: "mine" },
  },
  {
    name: "a path that is very long",
    send: async () => await fetch(`${service.url}/${"a".repeat(5000)}`),
    reason: "unknown path",
    line: { path: `/${"a".repeat(199)}` },
  },
  {
    name: "a method that is none",
    send: async () => await fetch(`${service.url}/${RecommendationsService.typeName}/Nothing`, { method: "POST" }),
    reason: "unknown path",
    line: { path: `/${RecommendationsService.typeName}/Nothing` },
  },
  {
    name: "an HTTP method of no protocol",
    send: async () => await fetch(`${service.url}${path}`, { method: "PUT", headers: json, body: "{}" }),
    reason: "wrong protocol",
    line: { service: RecommendationsService.typeName, method: "Recommend" },
  },
  {
    name: "a content type of no protocol",
    send: async () =>
      await fetch(`${service.url}${path}`, { method: "POST", headers: { "content-type": "text/xml" }, body: "<a/>" }),
    reason: "wrong protocol",
    line: { content_type: "text/xml" },
  },
  {
    name: "JSON that is none",
    send: async () => await fetch(`${service.url}${path}`, { method: "POST", headers: json, body: "{" }),
    reason: "unreadable",
    line: { service: RecommendationsService.typeName, method: "Recommend" },
  },
  {
    name: "a gRPC message that is none",
    send: async () => {
      const session = connectHttp2(service.url);
      const headers = { ":method": "POST", ":path": path, "content-type": "application/grpc" };
      const stream = session.request(headers).resume();
      stream.end(Buffer.from([0, 0, 0, 0, 1, 255]));
      await once(stream, "close");
      session.destroy();
    },
    reason: "unreadable",
    line: { content_type: "application/grpc" },
  },
  {
    name: "no host",
    send: async () => {
      const socket = connect(Number(new URL(service.url).port), "127.0.0.1").resume();
      socket.write(`POST ${path} HTTP/1.0\r\nContent-Length: 0\r\n\r\n`);
      await once(socket, "close");
    },
    reason: "unreadable",
    line: { path },
  },
  {
    name: "a caller that leaves before its message is there",
    send: async () => {
      const socket = connect(Number(new URL(service.url).port), "127.0.0.1");
      socket.write(head("Content-Length: 9", "Expect: 100-continue"));
      // "100 Continue": the server has the headers.
      await once(socket, "data");
      socket.destroy();
    },
    reason: "caller left",
    line: { method: "Recommend" },
  },
];
for (const { name, send, reason, line } of requests) {
  test(`${name} is counted and logged: ${reason}`, async () => {
    await send();
    await service.logs("call refused");
    expect(lines("call refused")).toMatchObject([{ level: "info", reason, ...line }]);
    expect(await counts()).toEqual({ [reason]: 1 });
    expect(service.logged.join("")).not.toContain("secret");
  });
}

test("a call that comes while the service shuts down is counted and logged: draining", async () => {
  const socket = connect(Number(new URL(service.url).port), "127.0.0.1").resume();
  socket.write(`${head("Content-Length: 12")}{"userId":1}`);
  await service.begun;
  const drained = service.drain();
  // On a connection with a call in flight, since others are closed by now.
  socket.write(`${head("Content-Length: 12")}{"userId":2}`);
  // Answered after what came before it is read.
  await fetch(`${service.adminUrl}/livez`);
  service.release();
  await drained;
  expect(lines("call refused")).toMatchObject([{ reason: "draining", method: "Recommend" }]);
  expect(lines("call served")).toHaveLength(1);
});

test("a call that is served is counted once and is no refusal", async () => {
  const client = createClient(RecommendationsService, createGrpcTransport({ baseUrl: service.url }));
  await client.recommend({ userId: 2 });
  expect(await counts()).toEqual({ ok: 1 });
  expect(lines("call refused")).toEqual([]);
});

test("calls of health are named and counted, and no line of the log above debug tells of them", async () => {
  const client = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  let answered = new Headers();
  await client.check({}, { headers: { "x-request-id": "probe-1" }, onHeader: (headers) => void (answered = headers) });
  expect([answered.get("x-request-id"), answered.get("x-service-version")]).toEqual(["probe-1", "1.2.3"]);
  expect(await counts()).toEqual({ ok: 1 });
  expect(lines("call served")).toEqual([]);
});
