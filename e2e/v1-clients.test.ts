import {
  BookCategory,
  RecommendationsService,
  RecommendRequestSchema,
  RecommendResponseSchema,
} from "@breakwater/recommendations/v1";
import { type RunningStack, repositoryRoot, runPnpm, startStack } from "@breakwater/testkit";
import { fromJsonString } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callWithGrpcJs } from "./grpc-js-client.ts";

const path = "/recommendations.v1.RecommendationsService/Recommend";

let stack: RunningStack;
let baseUrl: string;
/** What every client has to get: the titles in their order. */
let titles: string[];

beforeAll(async () => {
  stack = await startStack();
  baseUrl = stack.url("recommendations");
  titles = await recommend(createConnectTransport({ baseUrl, httpVersion: "1.1" }));
});

afterAll(async () => {
  await stack[Symbol.asyncDispose]();
});

async function recommend(transport: Transport): Promise<string[]> {
  const client = createClient(RecommendationsService, transport);
  const response = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  return response.recommendations.map((book) => book.title);
}

async function titlesOf(response: Response): Promise<string[]> {
  expect({ status: response.status, type: response.headers.get("content-type") }).toEqual({
    status: 200,
    type: "application/json",
  });
  // Of a generated type: a wrong name or type in the JSON throws.
  return fromJsonString(RecommendResponseSchema, await response.text()).recommendations.map((book) => book.title);
}

test("a user who says no number gets three different books", () => {
  expect(titles).toHaveLength(3);
  expect(new Set(titles).size).toBe(3);
});

test.each<{ name: string; connect: (url: string) => Transport }>([
  { name: "Connect over HTTP/2", connect: (url) => createConnectTransport({ baseUrl: url, httpVersion: "2" }) },
  {
    name: "Connect with JSON and GET",
    connect: (url) =>
      createConnectTransport({ baseUrl: url, httpVersion: "1.1", useBinaryFormat: false, useHttpGet: true }),
  },
  { name: "gRPC", connect: (url) => createGrpcTransport({ baseUrl: url }) },
  { name: "gRPC-Web", connect: (url) => createGrpcWebTransport({ baseUrl: url, httpVersion: "1.1" }) },
])("the generated client gets them by $name", async ({ connect }) => {
  expect(await recommend(connect(baseUrl))).toEqual(titles);
});

test("a gRPC client of another making gets them", async () => {
  const response = await callWithGrpcJs({
    url: baseUrl,
    path,
    input: RecommendRequestSchema,
    output: RecommendResponseSchema,
    message: { userId: 7, category: BookCategory.MYSTERY },
  });
  expect(response.recommendations.map((book) => book.title)).toEqual(titles);
});

test("a gRPC client of another making gets the error of a category that there is not", async () => {
  const call = callWithGrpcJs({
    url: baseUrl,
    path,
    input: RecommendRequestSchema,
    output: RecommendResponseSchema,
    message: { userId: 7 },
  });
  // NOT_FOUND
  await expect(call).rejects.toMatchObject({ code: 5 });
});

test("a JSON POST gets them", async () => {
  const response = await fetch(baseUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ userId: 7, category: "BOOK_CATEGORY_MYSTERY" }),
  });
  expect(await titlesOf(response)).toEqual(titles);
});

test("a GET gets them", async () => {
  const query = new URLSearchParams({
    encoding: "json",
    message: JSON.stringify({ userId: 7, category: "BOOK_CATEGORY_MYSTERY" }),
  });
  expect(await titlesOf(await fetch(`${baseUrl}${path}?${query.toString()}`))).toEqual(titles);
});

test("the commands that start prints do what they say", async () => {
  // Not run by curl, which a machine may lack; its words are what a person copies.
  const curl = /curl -s -H '(.+?): (.+?)' \\\n +-d '(.+?)' \\\n +(\S+)\n/.exec(stack.program.stdout);
  const [, header = "", value = "", body = "", url = ""] = curl ?? [];
  expect(await titlesOf(await fetch(url, { method: "POST", headers: { [header]: value }, body }))).toEqual(titles);

  const script = /^ +npx --yes pnpm@12\.21\.0 (--silent recommend .+)$/m.exec(stack.program.stdout)?.[1] ?? "";
  expect(await runPnpm(script.split(" "), { cwd: repositoryRoot })).toBe(titles.map((title) => `${title}\n`).join(""));
});
