import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { connect } from "node:http2";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

/** A request, ready to send: the benchmark neither encodes nor decodes while it measures. */
export interface WireCall {
  /** Version of HTTP: 1 takes connections that stay open, 2 takes one connection. */
  readonly http: 1 | 2;
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** The parts of a response that a client looks at. */
export interface WireResponse {
  readonly status: number;
  readonly body: Buffer;
  /** Of gRPC, from the trailers. */
  readonly grpcStatus: string | undefined;
}

/** Open connections to one server. */
export interface Wire extends Disposable {
  /** Sends the call once; rejects when the connection fails. */
  send(): Promise<WireResponse>;
}

/** Whom to call, and how. */
export interface WireTarget {
  /** Base address, with http: or https:. */
  readonly url: string;
  /** Certificate of the CA that an https: server is to be judged by, PEM. */
  readonly ca: string;
  /** Most calls in flight. */
  readonly concurrency: number;
}

/** Opens connections for a call. */
export function openWire(target: WireTarget, call: WireCall): Wire {
  return call.http === 1 ? openHttp1(target, call) : openHttp2(target, call);
}

function openHttp1({ url, ca, concurrency }: WireTarget, call: WireCall): Wire {
  const secure = url.startsWith("https:");
  const options = { keepAlive: true, maxSockets: concurrency };
  const agent = secure ? new HttpsAgent({ ...options, ca }) : new HttpAgent(options);
  const target = new URL(call.path, url);
  const headers = { "content-type": call.contentType, "content-length": call.body.length };
  const send = (): Promise<WireResponse> => {
    const answer = Promise.withResolvers<WireResponse>();
    const request = secure ? requestHttps : requestHttp;
    const outgoing = request(target, { agent, method: "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", answer.reject);
      incoming.on("end", () => {
        answer.resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks), grpcStatus: undefined });
      });
    });
    outgoing.on("error", answer.reject).end(call.body);
    return answer.promise;
  };
  return { send, [Symbol.dispose]: () => agent.destroy() };
}

function openHttp2({ url, ca }: WireTarget, call: WireCall): Wire {
  const session = connect(url, { ca });
  // A session that fails also fails its streams, which tell the caller.
  session.on("error", () => undefined);
  const headers = { ":method": "POST", ":path": call.path, "content-type": call.contentType, te: "trailers" };
  const send = (): Promise<WireResponse> => {
    const answer = Promise.withResolvers<WireResponse>();
    const chunks: Buffer[] = [];
    let status = 0;
    let grpcStatus: string | undefined;
    const stream = session.request(headers);
    stream.on("response", (received) => {
      status = received[":status"] ?? 0;
    });
    stream.on("trailers", (trailers) => {
      grpcStatus = String(trailers["grpc-status"]);
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", answer.reject);
    stream.on("end", () => answer.resolve({ status, body: Buffer.concat(chunks), grpcStatus }));
    stream.end(call.body);
    return answer.promise;
  };
  return { send, [Symbol.dispose]: () => session.destroy() };
}
