import {
  type DescMethod,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromJson,
  type JsonObject,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import type { NextSchema } from "./next-schema.ts";
import { listen, type Listening } from "./programs/listen.ts";

/** JSON of what a method answers to the JSON of a request. Throws what the call fails with. */
type Answer = (request: JsonObject) => JsonObject;

/** The one book that a server recommends for a request, as each version tells of it. */
export interface NextBook {
  readonly v1: Answer;
  readonly v2: Answer;
}

/** Starts a server of schemas that nobody has generated code of. */
export async function startNextServer(schema: NextSchema, book: NextBook): Promise<Listening> {
  const list = (request: JsonObject): JsonObject => {
    return { recommendations: [{ book: book.v2(request), score: 0.5, editorsChoice: {} }] };
  };
  const v1: Readonly<Record<string, Answer>> = {
    Recommend: (request) => {
      if (request["category"] === undefined) throw new ConnectError("no category", Code.NotFound);
      return { recommendations: [book.v1(request)] };
    },
  };
  const v2: Readonly<Record<string, Answer>> = {
    Recommend: (request) => {
      if (request["userId"] === undefined) throw new ConnectError("no user", Code.InvalidArgument);
      return { ...list(request), nextPageToken: request["pageToken"] === undefined ? "2" : "" };
    },
    RecordFeedback: ({ bookId = "", kind = 0 }) => ({ bookId, kind, recordedAt: "2026-01-01T00:00:00Z" }),
    WatchRecommendations: list,
  };
  return await listen((router) => {
    for (const method of schema.v1.methods) serve(router, method, v1[method.name]);
    for (const method of schema.v2.methods) serve(router, method, v2[method.name]);
  });
}

function serve(router: ConnectRouter, method: DescMethod, answer: Answer | undefined): void {
  if (answer === undefined) return;
  const respond = (request: Message): Message => {
    const asked = toJson(method.input, request);
    if (typeof asked !== "object" || asked === null || Array.isArray(asked)) throw new Error("a request is an object");
    return fromJson(method.output, answer(asked));
  };
  if (isUnary(method)) router.rpc(method, respond);
  if (isServerStreaming(method)) {
    router.rpc(method, async function* (request: Message) {
      yield respond(request);
    });
  }
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

function isServerStreaming(method: DescMethod): method is DescMethodServerStreaming {
  return method.methodKind === "server_streaming";
}
