import { BookCategory, RecommendRequestSchema, type RecommendResponse } from "@breakwater/recommendations/v1";
import { RecommendResponseSchema } from "@breakwater/recommendations/v1";
import { create, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import { frame, framesOf } from "./frames.ts";
import type { WireCall, WireResponse } from "./wire.ts";

/** A way to say the same call. */
export type Protocol = "Connect JSON" | "Connect binary" | "gRPC" | "gRPC-Web";

/** One cell of the measurement: a protocol over a version of HTTP, with or without TLS. */
export interface RpcCase extends WireCall {
  readonly protocol: Protocol;
  readonly secure: boolean;
}

/** The path of the call, at every server. */
export const recommendPath = "/recommendations.v1.RecommendationsService/Recommend";

const contentTypes: Readonly<Record<Protocol, string>> = {
  "Connect JSON": "application/json",
  "Connect binary": "application/proto",
  gRPC: "application/grpc+proto",
  "gRPC-Web": "application/grpc-web+proto",
};

/** What a server of the protocol is sent. */
export function contentTypeOf(protocol: Protocol): string {
  return contentTypes[protocol];
}

/** Every cell there is: gRPC needs the trailers of HTTP/2. */
export function rpcCases(): RpcCase[] {
  const protocols: readonly Protocol[] = ["Connect JSON", "Connect binary", "gRPC", "gRPC-Web"];
  return protocols.flatMap((protocol) =>
    (protocol === "gRPC" ? [2 as const] : [1 as const, 2 as const]).flatMap((http) =>
      [false, true].map((secure): RpcCase => {
        const contentType = contentTypeOf(protocol);
        return { protocol, http, secure, path: recommendPath, contentType, body: requestBody(protocol) };
      }),
    ),
  );
}

/** "gRPC, HTTP/2, TLS". */
export function nameOf({ protocol, http, secure }: RpcCase): string {
  return `${protocol}, ${http === 1 ? "HTTP/1.1" : "HTTP/2"}, ${secure ? "TLS" : "cleartext"}`;
}

function requestBody(protocol: Protocol): Uint8Array {
  const request = create(RecommendRequestSchema, { userId: 7, category: BookCategory.MYSTERY });
  if (protocol === "Connect JSON") return Buffer.from(toJsonString(RecommendRequestSchema, request));
  const binary = toBinary(RecommendRequestSchema, request);
  return protocol === "Connect binary" ? binary : frame(0, binary);
}

/** The message of a successful answer. Throws for any other, with what the server said. */
export function readAnswer({ protocol }: RpcCase, { status, grpcStatus, body }: WireResponse): RecommendResponse {
  const failed = (): Error => new Error(`status ${status}, gRPC status ${grpcStatus}: ${body.toString()}`);
  if (status !== 200) throw failed();
  if (protocol === "Connect JSON") return fromJsonString(RecommendResponseSchema, body.toString());
  if (protocol === "Connect binary") return fromBinary(RecommendResponseSchema, body);
  const [message, trailer] = framesOf(body);
  const trailers = protocol === "gRPC" ? `grpc-status: ${grpcStatus}` : (trailer?.data.toString() ?? "");
  if (message === undefined || !/grpc-status: ?0/i.test(trailers)) throw failed();
  return fromBinary(RecommendResponseSchema, message.data);
}
