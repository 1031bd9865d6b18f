import { type IncomingMessage, type ServerOptions, STATUS_CODES } from "node:http";
import { Http2ServerResponse } from "node:http2";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Connections } from "./connections.ts";
import type { LimitName, LimitReport } from "./limit-report.ts";
import type { ConnectionLimits } from "./limits.ts";

/** What an HTTP/1.1 server is made with to keep the limits. */
export function http1Options({ headerTimeoutMs, idleTimeoutMs, maxHeaderKib }: ConnectionLimits): ServerOptions {
  return {
    maxHeaderSize: maxHeaderKib * 1024,
    headersTimeout: headerTimeoutMs,
    connectionsCheckingInterval: Math.ceil(headerTimeoutMs / 4),
    // Of the whole request: a stream of requests may take any time, and other bodies are watched where they are read.
    requestTimeout: 0,
    keepAliveTimeout: idleTimeoutMs,
    // Clients are told a time, and use the connection until it has passed; 1 s is what Node adds.
    keepAliveTimeoutBuffer: Math.min(1000, idleTimeoutMs),
  };
}

/** With what the limits of HTTP/1.1 are kept. */
interface Http1Parts {
  readonly connections: Connections;
  readonly limits: ConnectionLimits;
  readonly report: LimitReport;
}

/** What watches the HTTP/1.1 connections of a server. */
export interface Http1Watch {
  /** For the event "clientError" of the server. */
  readonly onClientError: (error: Error, socket: Duplex) => void;
  /** For the event "timeout" of the server, whose `timeout` is the stall timeout; also told of sessions of HTTP/2. */
  readonly onTimeout: (socket: unknown) => void;
}

/** Ends connections that say no HTTP, are slow to say it, do not read, or have nothing to say, and reports them. */
export function watchHttp1({ connections, report }: Http1Parts): Http1Watch {
  return {
    onClientError: (error, socket) => {
      const code = "code" in error ? String(error.code) : "";
      const { limit, status } = refusals[code] ?? malformed;
      // A client that goes away in the midst of a request is no attack.
      if (code !== "ECONNRESET") report.exceeded(limit, { code, peer: addressOf(socket) });
      // Bytes between those of an answer would be taken for a part of it.
      if (socket.writable && !connections.hasBegunAnswer(socket)) {
        socket.write(emptyAnswer(status));
      }
      socket.destroy();
    },
    onTimeout: (socket) => {
      if (!(socket instanceof Socket)) return;
      const calls = connections.callsOn(socket);
      // A call that is being served, or a stream with no news, rests on this side.
      if (calls > 0 && socket.writableLength === 0) return;
      report.exceeded(calls > 0 ? "unread_answer" : "idle", { peer: socket.remoteAddress });
      socket.destroy();
    },
  };
}

/**
 * Whether a call can be served: Node begins pipelined calls at once, however many they are. A connection with more than
 * HTTP/2 would allow is closed.
 */
export function admitCall({ socket }: IncomingMessage, { connections, limits, report }: Http1Parts): boolean {
  if (connections.callsOn(socket) <= limits.maxCallsPerConnection) return true;
  if (!socket.destroyed) report.exceeded("calls_per_connection", { peer: socket.remoteAddress });
  socket.destroy();
  return false;
}

/** Refuses the method CONNECT, for the event "connect": it is for proxies, and its target is no path. */
export function refuseTunnels({ report }: Pick<Http1Parts, "report">): (request: unknown, socket: unknown) => void {
  return (_, socket) => {
    report.exceeded("malformed_request", { method: "CONNECT" });
    // Of an HTTP/2 call it is the response.
    if (socket instanceof Http2ServerResponse) socket.writeHead(400).end();
    else if (socket instanceof Socket) {
      // Node lets go of such a socket: nothing else listens to its errors, and nothing else ends it.
      socket.on("error", () => socket.destroy()).write(emptyAnswer(400));
      socket.destroySoon();
    }
  };
}

function addressOf(socket: Duplex): string | undefined {
  return socket instanceof Socket ? socket.remoteAddress : undefined;
}

function emptyAnswer(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

interface Http1Refusal {
  readonly limit: LimitName;
  readonly status: number;
}

const malformed: Http1Refusal = { limit: "malformed_request", status: 400 };
/** By the code of the parser of Node. */
const refusals: Readonly<Record<string, Http1Refusal>> = {
  HPE_HEADER_OVERFLOW: { limit: "header_size", status: 431 },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { limit: "header_size", status: 413 },
  ERR_HTTP_REQUEST_TIMEOUT: { limit: "header_time", status: 408 },
};
