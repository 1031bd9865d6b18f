import { randomUUID } from "node:crypto";
import { FeedbackKind, RecommendationsService } from "@breakwater/recommendations/v2";
import {
  createLog,
  Health,
  HealthCheckResponse_ServingStatus as Status,
  readConfiguration,
  type Service,
  startService,
} from "@breakwater/service-runtime";
import { temporaryFolder } from "@breakwater/testkit";
import { createClient, type Client } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { release } from "./release.ts";
import { openRecommendations } from "./service.ts";
import { settings } from "./settings.ts";
import { openPostgresStore } from "./store/postgres.ts";
import { testBook } from "./testing/book.ts";
import { startCommitCutter } from "./testing/commit-cutter.ts";
import { failureOf } from "./testing/error-info.ts";
import { type TestPostgres, testPostgres } from "./testing/postgres-data.ts";

// These tests stop the server, and so never use one that others use too.
let server: TestPostgres;
beforeAll(async () => {
  server = await testPostgres("");
});
afterAll(() => server[Symbol.asyncDispose]());

const books = [testBook()];
const at = new Date(7);

async function start(url: string): Promise<Service> {
  const environment = { DATABASE_URL: url, PORT: "0", ADMIN_PORT: "0" };
  const configuration = readConfiguration(settings, environment).values;
  return await startService({ configuration, log: createLog(() => undefined), release }, openRecommendations);
}

function clientOf({ url }: Service): Client<typeof RecommendationsService> {
  return createClient(RecommendationsService, createGrpcTransport({ baseUrl: url }));
}

function like(bookId = "book-1"): { userId: string; bookId: string; kind: FeedbackKind; requestId: string } {
  return { userId: "u", bookId, kind: FeedbackKind.LIKE, requestId: randomUUID() };
}

test("connections that the server ends under traffic are made anew, and no caller notices", async () => {
  await using schema = await server.schema();
  const service = await start(schema.url);
  const client = clientOf(service);
  const sessions = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'recommendations'`;
  for (let round = 0; round < 5; round += 1) {
    const calls = Array.from({ length: 40 }, (_, index) => client.recordFeedback(like(`book-${index + 1}`)));
    // Rounds follow each other.
    // oxlint-disable-next-line no-await-in-loop
    await Promise.all([...calls, server.query(sessions)]);
  }
  const counted = `SELECT (SELECT count(*) FROM ${schema.name}.feedback_request) AS requests, (SELECT count(*) FROM ${schema.name}.opinion) AS opinions`;
  expect(await server.query(counted)).toEqual([{ requests: "200", opinions: "40" }]);
  await service.drain();
});

for (const how of ["clean", "kill"] as const) {
  test(`a server that goes (${how}) and comes back: Unavailable and not ready between, then the same request is recorded`, async () => {
    await using schema = await server.schema();
    const service = await start(schema.url);
    const client = clientOf(service);
    const health = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
    const watch = health.watch({ service: "" })[Symbol.asyncIterator]();
    const status = async (): Promise<Status | undefined> => (await watch.next()).value?.status;
    expect(await status()).toBe(Status.SERVING);
    const before = like();
    const receipt = await client.recordFeedback(before);

    await server.own?.stop(how);
    expect(await status()).toBe(Status.NOT_SERVING);
    expect((await fetch(`${service.adminUrl}/readyz`)).status).toBe(503);
    expect((await fetch(`${service.adminUrl}/livez`)).status).toBe(200);
    const request = like("book-2");
    expect(await failureOf(client.recordFeedback(request))).toMatchObject({ code: "Unavailable" });

    await server.own?.start();
    expect(await status()).toBe(Status.SERVING);
    expect((await fetch(`${service.adminUrl}/readyz`)).status).toBe(200);
    await client.recordFeedback(request);
    expect(await client.recordFeedback(before)).toEqual(receipt);
    await watch.return?.();
    await service.drain();
  });
}

test("a commit whose answer is lost with the connection is told as recorded, and was recorded once", async () => {
  using folder = temporaryFolder();
  await using schema = await server.schema();
  await using cutter = await startCommitCutter(folder.path, server.own?.socket ?? "");
  const url = schema.url.replace(/host=[^&]*/, `host=${encodeURIComponent(cutter.host)}`);
  const store = await openPostgresStore({ url }, books);
  cutter.cutNext();
  const outcome = await store.record({ userId: "u", bookId: "book-1", kind: "like", requestId: "r" }, at);
  expect(cutter.cuts).toBe(1);
  expect(outcome).toMatchObject({ kind: "recorded", receipt: { recordedAt: at }, ratingChanged: true });
  expect((await store.taste("u")).ratings.get("book-1")).toEqual({ likes: 1, dislikes: 0 });
  await store.close();
});

test("a server that turns read-only refuses writes, answers reads, and takes the same write once it is not", async () => {
  await using schema = await server.schema();
  const store = await openPostgresStore({ url: schema.url }, books);
  const feedback = { userId: "u", bookId: "book-1", kind: "like", requestId: "r" } as const;
  await server.query(`ALTER ROLE postgres SET default_transaction_read_only = on`);
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'recommendations'`,
  );
  await expect(store.record(feedback, at)).rejects.toMatchObject({ name: "StoreFault", kind: "read-only" });
  expect((await store.taste("u")).opinions).toEqual([]);
  await server.query(`BEGIN READ WRITE; ALTER ROLE postgres RESET default_transaction_read_only; COMMIT`);
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'recommendations'`,
  );
  expect(await store.record(feedback, at)).toMatchObject({ kind: "recorded" });
  await store.close();
});
