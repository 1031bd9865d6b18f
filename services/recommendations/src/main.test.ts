import { randomUUID } from "node:crypto";
import { BookCategory, RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import {
  FeedbackKind,
  RecommendationsService as V2,
  type WatchRecommendationsResponse,
} from "@breakwater/recommendations/v2";
import { temporaryFolder, type RunningService } from "@breakwater/testkit";
import { fromBinary, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { credentials, Client as GrpcClient, Metadata, status, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { books } from "./store/books.ts";
import { failureOf } from "./testing/error-info.ts";
import { startRecommendations } from "./testing/recommendations-process.ts";

const folder = temporaryFolder();
let service: RunningService;
beforeAll(async () => {
  service = await startRecommendations(folder.path);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const transports: { name: string; make: (baseUrl: string) => Transport }[] = [
  ...(["1.1", "2"] as const).flatMap((httpVersion) => [
    {
      name: `Connect, JSON, HTTP/${httpVersion}`,
      make: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion, useBinaryFormat: false }),
    },
    {
      name: `Connect, binary, GET, HTTP/${httpVersion}`,
      make: (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion, useHttpGet: true }),
    },
    {
      name: `gRPC-Web, HTTP/${httpVersion}`,
      make: (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion }),
    },
  ]),
  { name: "gRPC, HTTP/2", make: (baseUrl: string) => createGrpcTransport({ baseUrl }) },
];

function idsOf(read: IteratorResult<WatchRecommendationsResponse, unknown>): (string | undefined)[] {
  return read.done === true ? [] : read.value.recommendations.map(({ book }) => book?.id);
}

for (const { name, make } of transports) {
  describe(`over ${name}`, () => {
    test("v1: three mysteries", async () => {
      const client = createClient(V1, make(service.url));
      const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
      const mysteries = new Map(
        books.filter((book) => book.categories.includes("mystery")).map(({ number, title }) => [number, title]),
      );
      expect(recommendations.map(({ id, title }) => mysteries.get(id) === title)).toEqual([true, true, true]);
    });

    test("v2: pages, feedback, and the change on an open stream", async () => {
      const client = createClient(V2, make(service.url));
      const userId = `reader over ${name}`;
      const abort = new AbortController();
      const lists = client.watchRecommendations({ userId, maxResults: 5 }, { signal: abort.signal });
      const reader = lists[Symbol.asyncIterator]();
      const first = idsOf(await reader.next());
      const page = await client.recommend({ userId, pageSize: 5 });
      expect(page.recommendations.map(({ book }) => book?.id)).toEqual(first);
      const bookId = first.at(0) ?? "";
      const request = { userId, bookId, kind: FeedbackKind.DISLIKE, requestId: randomUUID() };
      const receipt = await client.recordFeedback(request);
      expect(await client.recordFeedback(request)).toEqual(receipt);
      const second = idsOf(await reader.next());
      expect(second).not.toContain(bookId);
      expect(second).toHaveLength(5);
      const next = await client.recommend({ userId, pageSize: 5, pageToken: page.nextPageToken });
      expect(next.recommendations).toHaveLength(5);
      abort.abort();
      expect(await failureOf(reader.next())).toMatchObject({ code: "Canceled" });
    });

    test("an error has its code, reason and metadata", async () => {
      const client = createClient(V1, make(service.url));
      expect(await failureOf(client.recommend({ userId: 7 }))).toEqual({
        code: "NotFound",
        reason: "CATEGORY_NOT_FOUND",
        domain: "recommendations.breakwater.example",
        metadata: { category: "0" },
      });
    });
  });
}

interface Method<I extends DescMessage, O extends DescMessage> {
  readonly name: string;
  readonly parent: { readonly typeName: string };
  readonly input: I;
  readonly output: O;
}

async function withClient<T>(work: (client: GrpcClient) => Promise<T>): Promise<T> {
  const client = new GrpcClient(new URL(service.url).host, credentials.createInsecure());
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function call<I extends DescMessage, O extends DescMessage>(
  client: GrpcClient,
  { name, parent, input, output }: Method<I, O>,
  request: MessageShape<I>,
): Promise<MessageShape<O>> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      `/${parent.typeName}/${name}`,
      (message: MessageShape<I>) => Buffer.from(toBinary(input, message)),
      (bytes) => fromBinary(output, bytes),
      request,
      (error, response) => (response === undefined ? reject(error) : resolve(response)),
    );
  });
}

describe("an independent gRPC client", () => {
  test("gets three mysteries from v1", async () => {
    const { recommend } = V1.method;
    const request = fromBinary(recommend.input, Uint8Array.of(8, 7, 16, 1));
    const { recommendations } = await withClient((client) => call(client, recommend, request));
    expect(recommendations).toHaveLength(3);
  });

  test("gets a code and a status detail for an error", async () => {
    const { recordFeedback } = V2.method;
    const request = fromBinary(recordFeedback.input, new Uint8Array());
    const error: ServiceError = await withClient((client) => call(client, recordFeedback, request)).then(
      () => Promise.reject(new Error("the call did not fail")),
      (reason: ServiceError) => reason,
    );
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(String(error.metadata.get("grpc-status-details-bin")[0])).toContain("INVALID_REQUEST");
  });

  test("reads a stream and cancels it", async () => {
    const { watchRecommendations: method } = V2.method;
    await withClient(async (client) => {
      const stream = client.makeServerStreamRequest(
        `/${method.parent.typeName}/${method.name}`,
        (bytes: Buffer) => bytes,
        (bytes) => fromBinary(method.output, bytes),
        Buffer.from([10, 1, 0x75]),
        new Metadata(),
      );
      const cancelled = Promise.withResolvers<ServiceError>();
      stream.once("error", cancelled.resolve);
      const list = await new Promise<MessageShape<typeof method.output>>((resolve) => stream.once("data", resolve));
      expect(list.recommendations).toHaveLength(10);
      stream.cancel();
      expect((await cancelled.promise).code).toBe(status.CANCELLED);
    });
  });
});

describe("plain HTTP", () => {
  const path = "/recommendations.v1.RecommendationsService/Recommend";

  function post(body: string, type = "application/json"): Promise<Response> {
    return fetch(service.url + path, { method: "POST", headers: { "content-type": type }, body });
  }

  test("JSON by POST", async () => {
    const response = await post(`{"userId": 7, "category": "BOOK_CATEGORY_MYSTERY"}`);
    expect(response.status).toBe(200);
    const title: unknown = expect.any(String);
    const book = { id: expect.any(Number), title };
    expect(await response.json()).toEqual({ recommendations: [book, book, book] });
  });

  test("JSON by GET gives what POST gives", async () => {
    const message = `{"user_id": 7, "category": 1, "max_results": 1}`;
    const query = new URLSearchParams({ connect: "v1", encoding: "json", message });
    const response = await fetch(`${service.url}${path}?${query.toString()}`);
    expect(await response.json()).toEqual(await (await post(message)).json());
  });

  const refused: { name: string; send: () => Promise<Response>; status: number; text: string }[] = [
    {
      name: "a category that does not exist",
      send: () => post(`{"userId":7,"category":9}`),
      status: 404,
      text: "not_found",
    },
    { name: "a broken rule", send: () => post(`{"category":1}`), status: 400, text: "int32.gt" },
    { name: "what is no JSON", send: () => post(`{"userId":`), status: 400, text: "invalid_argument" },
    { name: "JSON of another type", send: () => post(`[]`), status: 400, text: "invalid_argument" },
    { name: "what is no protobuf", send: () => post("zzzz", "application/proto"), status: 400, text: "cannot be read" },
    {
      name: "what is no base64",
      send: () => fetch(`${service.url}${path}?connect=v1&encoding=proto&base64=1&message=*`),
      status: 400,
      text: "not valid base64",
    },
    { name: "a type that is not served", send: () => post("", "text/plain"), status: 415, text: "" },
    {
      name: "a path that is not served",
      send: () => fetch(`${service.url}/nothing`),
      status: 404,
      text: "no such path",
    },
    {
      name: "feedback by GET",
      send: () => fetch(`${service.url}/recommendations.v2.RecommendationsService/RecordFeedback`),
      status: 405,
      text: "",
    },
    {
      name: "a message larger than the limit",
      send: () => post(JSON.stringify({ userId: 7, padding: "x".repeat(4 * 1024 * 1024) })),
      status: 429,
      text: "resource_exhausted",
    },
  ];
  for (const { name, send, status: expected, text } of refused) {
    test(`refuses ${name} with ${expected}, and goes on`, async () => {
      const response = await send();
      expect(response.status).toBe(expected);
      expect(await response.text()).toContain(text);
      expect((await post(`{"userId":7,"category":1}`)).status).toBe(200);
    });
  }
});

test("nothing in this file was a failure of the server", () => {
  const lines = service.output.stderr.split("\n").filter((line) => line !== "");
  const told = lines.map((line) => JSON.parse(line)).map(({ level, message }) => `${level}: ${message}`);
  expect([...new Set(told)].toSorted()).toEqual(["info: call refused", "info: call served"]);
});
