import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { FeedbackKind, RecommendationsService } from "@breakwater/recommendations/v2";
import { spawnService, temporaryFolder, testAuthority, type RunningService } from "@breakwater/testkit";
import { createClient, type Client } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testing/error-info.ts";
import { entry, startRecommendations } from "./testing/recommendations-process.ts";

const domain = "recommendations.breakwater.example";
const shuttingDown = { code: "Unavailable", reason: "SHUTTING_DOWN", domain, metadata: {} };

function clientOf({ url }: RunningService): Client<typeof RecommendationsService> {
  return createClient(RecommendationsService, createGrpcTransport({ baseUrl: url }));
}

/** Opens a watch that has had its first list. */
async function watch(service: RunningService): Promise<AsyncIterator<unknown>> {
  const lists = clientOf(service).watchRecommendations({ userId: "w" })[Symbol.asyncIterator]();
  await lists.next();
  return lists;
}

async function open({ url }: RunningService): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
  await once(socket, "connect");
  return socket.setEncoding("utf8");
}

/** A unary call whose body has half arrived when the promise resolves. */
async function halfCall(service: RunningService): Promise<Socket> {
  const socket = await open(service);
  const path = "/recommendations.v1.RecommendationsService/Recommend";
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n`);
  socket.write(`Content-Type: application/json\r\nContent-Length: 28\r\n\r\n`);
  // The server answers "100 Continue" when it has begun with the call.
  await once(socket, "data");
  socket.write(`{"userId": 7, `);
  return socket;
}

async function rest(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: string) => (text += chunk));
  await once(socket, "close");
  return text;
}

test("a start is told on stdout in one line and over the channel, with the Node that runs it", async () => {
  using folder = temporaryFolder();
  await using service = await startRecommendations(folder.path);
  const adminUrl: unknown = expect.stringMatching(/^http:/);
  expect(await service.firstMessage).toEqual({ type: "ready", url: service.url, adminUrl, node: process.version });
  expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await service.printed("stdout", "\n");
  expect(service.output.stdout).toMatch(
    `recommendations listening on ${service.url}, for operators on http://127.0.0.1:`,
  );
  expect(service.output.stderr).toBe("");
});

test("what is in force is printed without a start", async () => {
  using folder = temporaryFolder();
  await using service = spawnService({ entry, args: ["--print-config"], env: { PORT: "1", DATA_DIR: folder.path } });
  expect(await service.exited).toEqual({ code: 0, signal: null });
  expect(service.output.stdout).toMatch(/^PORT +"1"/m);
  expect(service.output.stdout).toContain("(default)");
  expect(readdirSync(folder.path)).toEqual([]);
});

test("TLS files that are not named are told before anything opens", async () => {
  using folder = temporaryFolder();
  await using service = spawnService({ entry, env: { TLS: "server", DATA_DIR: folder.path } });
  expect(await service.exited).toEqual({ code: 2, signal: null });
  expect(service.output.stderr).toContain("TLS_CERT_FILE is not set, and TLS=server needs it");
  expect(readdirSync(folder.path)).toEqual([]);
});

test("SIGHUP reads the certificates again and ends nothing", async () => {
  using folder = temporaryFolder();
  using authority = await testAuthority();
  const { certFile, keyFile } = authority.write("server", await authority.issue());
  const env = { TLS: "server", TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
  await using service = await startRecommendations(folder.path, env);
  service.kill("SIGHUP");
  await service.printed("stderr", '"cause":"SIGHUP"');
  const nodeOptions = { ca: authority.identity.certificate };
  const transport = createGrpcTransport({ baseUrl: service.url, nodeOptions });
  const { recommendations } = await createClient(RecommendationsService, transport).recommend({ userId: "r" });
  expect(recommendations.length).toBeGreaterThan(0);
});

test("an argument that no service knows is refused", async () => {
  await using service = spawnService({ entry, args: ["--port", "1"], env: {} });
  expect(await service.exited).toEqual({ code: 2, signal: null });
  expect(service.output.stderr).toContain('recommendations: unknown argument "--port"');
});

describe("a start that fails", () => {
  test("because the port is taken: exit 2, and who, where and what to do", async () => {
    using folder = temporaryFolder();
    await using first = await startRecommendations(folder.path);
    const port = Number(new URL(first.url).port);
    using other = temporaryFolder();
    await using second = spawnService({ entry, env: { PORT: String(port), ADMIN_PORT: "0", DATA_DIR: other.path } });
    expect(await second.firstMessage).toEqual({ type: "failed", code: "EADDRINUSE", host: "127.0.0.1", port });
    expect(await second.exited).toEqual({ code: 2, signal: null });
    expect(second.output.stderr).toMatch(`recommendations: Cannot listen on 127.0.0.1 port ${port}: another process`);
    expect(second.output.stderr).toContain("set PORT");
  });

  test("because of its configuration: exit 2, and every fault", async () => {
    await using service = spawnService({ entry, env: { PORT: "http", DRAIN_TIMEOUT_MS: "-1" } });
    const message: unknown = expect.stringMatching(/PORT: [^]*DRAIN_TIMEOUT_MS: /);
    expect(await service.firstMessage).toEqual({ type: "failed", code: "CONFIGURATION", message });
    expect(await service.exited).toEqual({ code: 2, signal: null });
    expect(service.output.stderr).toMatch(/^recommendations: PORT: "http" is not .*\nDRAIN_TIMEOUT_MS: "-1" is not /);
  });

  test("because its data folder is another process's: exit 2, and which process", async () => {
    using folder = temporaryFolder();
    await using first = await startRecommendations(folder.path);
    await using second = spawnService({ entry, env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path } });
    const text = `The data folder ${folder.path} is held by process ${first.pid} on ${hostname()} since `;
    const message: unknown = expect.stringContaining(text);
    expect(await second.firstMessage).toEqual({ type: "failed", code: "CONFIGURATION", message });
    expect(await second.exited).toEqual({ code: 2, signal: null });
    first.kill("SIGKILL");
    await first.exited;
    await using third = await startRecommendations(folder.path);
    expect(third.url).toMatch(/^http/);
  });

  test("because DATABASE_URL is no URL: exit 2, and never its text", async () => {
    await using service = spawnService({ entry, env: { DATABASE_URL: "mysql://u:hidden@h/d" } });
    expect(await service.exited).toEqual({ code: 2, signal: null });
    expect(service.output.stderr).toContain("DATABASE_URL: ");
    expect(service.output.stderr).toContain("postgres://user:password@host:5432/database");
    expect(service.output.stderr).not.toContain("hidden");
  });

  test("because of its data: exit 70, and the file", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "recommendations.sqlite");
    writeFileSync(path, "no database");
    await using service = spawnService({ entry, env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path } });
    const message: unknown = expect.stringContaining(`The data file ${path} cannot be used`);
    expect(await service.firstMessage).toEqual({ type: "failed", code: "STORE", message });
    expect(await service.exited).toEqual({ code: 70, signal: null });
  });
});

describe("a drain", () => {
  const causes: { name: string; stop: (service: RunningService) => void }[] = [
    { name: "SIGTERM", stop: (service) => service.kill("SIGTERM") },
    { name: "SIGINT", stop: (service) => service.kill("SIGINT") },
    { name: "the end of the channel", stop: (service) => service.disconnect() },
    {
      name: "the end of the parent, whose pipes close too",
      stop: (service) => {
        service.closeOutput();
        service.disconnect();
      },
    },
  ];
  for (const { name, stop } of causes) {
    test(`on ${name}: streams end with SHUTTING_DOWN, calls in flight finish, the port closes, exit 0`, async () => {
      using folder = temporaryFolder();
      await using service = await startRecommendations(folder.path, { DRAIN_TIMEOUT_MS: "60000" });
      const lists = await watch(service);
      const call = await halfCall(service);
      const silent = rest(await open(service));
      stop(service);
      expect(await failureOf(lists.next())).toEqual(shuttingDown);
      expect(await silent).toBe("");
      await expect(fetch(service.url)).rejects.toThrow("fetch failed");
      const answer = rest(call);
      call.write(`"category": 1}`);
      expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*"recommendations"/);
      expect(await service.exited).toEqual({ code: 0, signal: null });
    });
  }

  test("lets a call that has begun over HTTP/2 finish after GOAWAY", async () => {
    using folder = temporaryFolder();
    await using service = await startRecommendations(folder.path, { DRAIN_TIMEOUT_MS: "60000" });
    const session = connectHttp2(service.url);
    const call = session.request({
      ":method": "POST",
      ":path": "/recommendations.v1.RecommendationsService/Recommend",
      "content-type": "application/json",
      expect: "100-continue",
    });
    await once(call, "continue");
    const goAway = once(session, "goaway");
    service.kill("SIGTERM");
    await goAway;
    call.end(`{"userId": 7, "category": 1}`);
    const [headers] = await once(call, "response");
    expect(headers).toMatchObject({ ":status": 200 });
    call.resume();
    expect(await service.exited).toEqual({ code: 0, signal: null });
  });

  test("cuts what does not finish, says how much, and still exits 0", async () => {
    using folder = temporaryFolder();
    await using service = await startRecommendations(folder.path, { DRAIN_TIMEOUT_MS: "20" });
    const call = rest(await halfCall(service));
    service.kill("SIGTERM");
    expect(await call).toBe("");
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(service.output.stderr).toMatch(/"calls_cut":1,"drain_timeout_ms":20,"message":"drain timed out"/);
  });

  const signals = [
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
  ] as const;
  for (const { signal, code } of signals) {
    test(`ends at once with ${code} at a second ${signal}`, async () => {
      using folder = temporaryFolder();
      await using service = await startRecommendations(folder.path, { DRAIN_TIMEOUT_MS: "60000" });
      await halfCall(service);
      service.kill(signal);
      await service.printed("stderr", `"message":"draining"`);
      service.kill(signal);
      expect(await service.exited).toEqual({ code, signal: null });
    });
  }
});

describe("feedback survives", () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    test(`a restart after ${signal}, with its receipt, and so do page tokens`, async () => {
      using folder = temporaryFolder();
      const request = { userId: "u", bookId: "book-1", kind: FeedbackKind.DISLIKE, requestId: randomUUID() };
      await using first = await startRecommendations(folder.path);
      const receipt = await clientOf(first).recordFeedback(request);
      const { nextPageToken: pageToken } = await clientOf(first).recommend({ userId: "u", pageSize: 50 });
      first.kill(signal);
      await first.exited;
      await using second = await startRecommendations(folder.path);
      expect(await clientOf(second).recordFeedback(request)).toEqual(receipt);
      const { recommendations } = await clientOf(second).recommend({ userId: "u", pageSize: 50, pageToken });
      // 81 books, one of them disliked, fifty on the page before.
      expect(recommendations).toHaveLength(30);
    });
  }
});
