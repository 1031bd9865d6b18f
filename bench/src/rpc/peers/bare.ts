/**
 * The limit: node:http and node:http2 with a handler that reads a request and answers with bytes that were encoded
 * before. Nothing that runs on Node can be faster than this without leaving its servers.
 */
import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer as createHttp2Secure, createServer as createHttp2 } from "node:http2";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { createServer as createHttps } from "node:https";
import { RecommendResponseSchema } from "@breakwater/recommendations/v1";
import { toBinary, toJsonString } from "@bufbuild/protobuf";
import { frame } from "../frames.ts";
import { contentTypeOf } from "../rpc-case.ts";
import { listenLocally, type PeerParts, runPeer } from "./run-peer.ts";

function answersOf({ answer }: PeerParts): ReadonlyMap<string, Buffer> {
  const binary = toBinary(RecommendResponseSchema, answer);
  return new Map([
    [contentTypeOf("Connect JSON"), Buffer.from(toJsonString(RecommendResponseSchema, answer))],
    [contentTypeOf("Connect binary"), Buffer.from(binary)],
    [contentTypeOf("gRPC"), frame(0, binary)],
    [contentTypeOf("gRPC-Web"), Buffer.concat([frame(0, binary), frame(0x80, Buffer.from("grpc-status: 0\r\n"))])],
  ]);
}

await runPeer(async (parts) => {
  const answers = answersOf(parts);
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const type = request.headers["content-type"] ?? "";
    const body = answers.get(type);
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": type, "content-length": body?.length }).end(body);
    });
  };
  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void => {
    const type = headers["content-type"] ?? "";
    const hasTrailers = type === contentTypeOf("gRPC");
    stream.on("end", () => {
      stream.respond({ ":status": 200, "content-type": type }, { waitForTrailers: hasTrailers });
      if (hasTrailers) stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(answers.get(type));
    });
    stream.resume();
  };
  return {
    http1: await listenLocally(createHttp1(onRequest)),
    http1s: await listenLocally(createHttps(parts.tls, onRequest)),
    http2: await listenLocally(createHttp2().on("stream", onStream)),
    http2s: await listenLocally(createHttp2Secure(parts.tls).on("stream", onStream)),
  };
});
