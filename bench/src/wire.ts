import { Agent, request } from "node:http";
import { connect } from "node:http2";

/** A request, ready to send: the benchmark neither encodes nor decodes while it measures. */
export interface WireCall {
  /** HTTP/1.1 with connections that stay open, or one connection of HTTP/2. */
  readonly protocol: "http1" | "http2";
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The parts of a response that a client looks at. */
export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Of gRPC, from the trailers. */
  readonly grpcStatus: string | undefined;
}

/** Open connections to one server. */
export interface Wire extends Disposable {
  /** Sends the call once; rejects when the connection fails. */
  send(): Promise<WireResponse>;
}

/** Opens connections for a call; at most `concurrency` calls may be in flight. */
export function openWire(url: string, call: WireCall, concurrency: number): Wire {
  return call.protocol === "http1" ? openHttp1(url, call, concurrency) : openHttp2(url, call);
}

function openHttp1(url: string, call: WireCall, concurrency: number): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const target = new URL(call.path, url);
  const headers = { "content-type": call.contentType, "content-length": call.body.length };
  const send = (): Promise<WireResponse> => {
    const answer = Promise.withResolvers<WireResponse>();
    const outgoing = request(target, { agent, method: "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", answer.reject);
      incoming.on("end", () => {
        const contentType = incoming.headers["content-type"] ?? "";
        const status = incoming.statusCode ?? 0;
        answer.resolve({ status, contentType, body: Buffer.concat(chunks), grpcStatus: undefined });
      });
    });
    outgoing.on("error", answer.reject).end(call.body);
    return answer.promise;
  };
  return { send, [Symbol.dispose]: () => agent.destroy() };
}

function openHttp2(url: string, call: WireCall): Wire {
  const session = connect(url);
  const headers = { ":method": "POST", ":path": call.path, "content-type": call.contentType, te: "trailers" };
  const send = (): Promise<WireResponse> => {
    const answer = Promise.withResolvers<WireResponse>();
    const chunks: Buffer[] = [];
    let status = 0;
    let contentType = "";
    let grpcStatus: string | undefined;
    const stream = session.request(headers);
    stream.on("response", (received) => {
      status = received[":status"] ?? 0;
      contentType = received["content-type"] ?? "";
    });
    stream.on("trailers", (trailers) => {
      grpcStatus = String(trailers["grpc-status"]);
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", answer.reject);
    stream.on("end", () => answer.resolve({ status, contentType, body: Buffer.concat(chunks), grpcStatus }));
    stream.end(call.body);
    return answer.promise;
  };
  return { send, [Symbol.dispose]: () => session.destroy() };
}
