import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { BookCategory, RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { FeedbackKind, RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { repositoryRoot, type RunningService, startPostgres, startService, temporaryFolder } from "@breakwater/testkit";
import { createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf } from "./compatibility/programs/failure-of.ts";
import { protocols } from "./compatibility/programs/protocols.ts";
import { startRouter } from "./version-router.ts";

const entry = join(repositoryRoot, "services/recommendations/src/main.ts");
const versions = ["v1", "v2"] as const;
type Version = (typeof versions)[number];

const opened = new AsyncDisposableStack();
/** A deployment of each version on one database, and one of both as it is by default. */
let deployments: Readonly<Record<Version | "both", RunningService>>;

async function deploy(env: Readonly<Record<string, string>>): Promise<RunningService> {
  const folder = opened.use(temporaryFolder());
  const common = { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path };
  return opened.use(await startService({ entry, env: { ...common, ...env } }));
}

beforeAll(async () => {
  const { url: DATABASE_URL } = opened.use(await startPostgres());
  const v1 = await deploy({ API_VERSIONS: "v1", DATABASE_URL });
  const v2 = await deploy({ API_VERSIONS: "v2", DATABASE_URL });
  const both = await deploy({});
  deployments = { v1, v2, both };
});

afterAll(() => opened.disposeAsync());

/** Asks each version for a book; tells the codes of the failures. */
async function callBoth(transport: Transport): Promise<Record<Version, string>> {
  const v1 = createClient(V1, transport).recommend({ userId: 7, category: BookCategory.MYSTERY });
  return { v1: await failureOf(v1), v2: await failureOf(createClient(V2, transport).recommend({ userId: "7" })) };
}

const served = { v1: "none", v2: "none" };
const table = [
  { deployment: "v1", expected: { ...served, v2: "Unimplemented" } },
  { deployment: "v2", expected: { ...served, v1: "Unimplemented" } },
  { deployment: "both", expected: served },
] as const;

describe.each(table)("a deployment of $deployment", ({ deployment, expected }) => {
  test.each(protocols)("serves what it should by $name", async ({ connect }) => {
    const { url } = deployments[deployment];
    using connection = connect({ http1: url, http2: url });
    expect(await callBoth(connection.transport)).toEqual(expected);
  });

  test("tells the health of what it serves, and of nothing else", async () => {
    const ask = async (method: string, body: object): Promise<unknown> => {
      const response = await fetch(`${deployments[deployment].url}/grpc.health.v1.Health/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return await response.json();
    };
    for (const version of versions) {
      const answer = await ask("Check", { service: `recommendations.${version}.RecommendationsService` });
      expect(answer).toMatchObject(expected[version] === "none" ? { status: "SERVING" } : { code: "not_found" });
    }
    const listed = JSON.stringify(await ask("List", {}));
    expect(versions.map((version) => listed.includes(`recommendations.${version}.`))).toEqual(
      versions.map((version) => expected[version] === "none"),
    );
  });
});

/** Has a user of v2 dislike the first book that v1 recommends; tells whether v1 recommends it before and after. */
async function dislikeFirst(baseUrl: string): Promise<[before: boolean, after: boolean]> {
  const transport = createConnectTransport({ baseUrl, httpVersion: "1.1" });
  const [old, next] = [createClient(V1, transport), createClient(V2, transport)];
  const titles = async (): Promise<string[]> => {
    const { recommendations } = await old.recommend({ userId: 9, category: BookCategory.MYSTERY });
    return recommendations.map(({ title }) => title);
  };
  const before = await titles();
  const [query = ""] = before;
  const { books } = await next.searchBooks({ query });
  const bookId = books[0]?.id ?? "";
  await next.recordFeedback({ userId: "9", bookId, kind: FeedbackKind.DISLIKE, requestId: randomUUID() });
  return [before.includes(query), (await titles()).includes(query)];
}

test("both versions in one process are one shop: what v2 is told, v1 knows", async () => {
  expect(await dislikeFirst(deployments.both.url)).toEqual([true, false]);
});

describe("two deployments behind one address", () => {
  const transports: { name: string; connect: (baseUrl: string, interceptors: Interceptor[]) => Transport }[] = [
    {
      name: "Connect",
      connect: (baseUrl, interceptors) => createConnectTransport({ baseUrl, httpVersion: "1.1", interceptors }),
    },
    {
      name: "gRPC-Web",
      connect: (baseUrl, interceptors) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", interceptors }),
    },
  ];

  const byPath = ({ url = "" }: { url?: string | undefined }): string => {
    return deployments[url.startsWith("/recommendations.v1.") ? "v1" : "v2"].url;
  };

  test.each(transports)("are chosen by the path, which has the version in it, over $name", async ({ connect }) => {
    await using router = await startRouter(byPath);
    expect(await callBoth(connect(router.url, []))).toEqual(served);
  });

  test("are one shop on one database", async () => {
    await using router = await startRouter(byPath);
    expect(await dislikeFirst(router.url)).toEqual([true, false]);
  });

  test.each(transports)("are chosen by a header, without which v1 is meant, over $name", async ({ connect }) => {
    await using router = await startRouter(({ headers }) => {
      return deployments[headers["api-version"] === "v2" ? "v2" : "v1"].url;
    });
    const v2: Interceptor = (next) => (request) => {
      request.header.set("api-version", "v2");
      return next(request);
    };
    expect(await callBoth(connect(router.url, []))).toEqual({ v1: "none", v2: "Unimplemented" });
    expect(await callBoth(connect(router.url, [v2]))).toEqual({ v1: "Unimplemented", v2: "none" });
  });
});
