import { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, Http2ServerResponse, createSecureServer } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Credentials } from "../tls/read-credentials.ts";
import { tlsContext } from "../tls/tls-context.ts";
import { admitCall, http1Options, refuseTunnels, watchHttp1 } from "./http1-limits.ts";
import { admitStream, http2Options, watchSession } from "./http2-limits.ts";
import type { RequestListener } from "./http.ts";
import type { Log } from "./log.ts";
import type { PortParts, PortServer } from "./port-server.ts";

/** How a port is secured. */
export interface SecureOptions {
  readonly credentials: Credentials;
  readonly log: Log;
}

/** A secure server, which can show another certificate later on. */
export interface SecureServer extends PortServer {
  /** Shows and trusts others to new connections; those that are open go on. */
  readonly replaceCredentials: (credentials: Credentials) => void;
}

/**
 * A server over TLS for HTTP/1.1 and HTTP/2, as ALPN decides (RFC 7301). A refused handshake is logged with the reason
 * and the address.
 */
export function createTlsServer(parts: PortParts, { credentials, log }: SecureOptions): SecureServer {
  const { connections, limits, report } = parts;
  const options = {
    ...http1Options(limits),
    ...http2Options(limits),
    allowHTTP1: true,
    handshakeTimeout: limits.headerTimeoutMs,
  };
  const server = createSecureServer({ ...options, ...tlsContext(credentials) }, takeCalls(parts));
  const { onClientError, onTimeout } = watchHttp1(parts);
  server.on("clientError", onClientError).on("timeout", onTimeout).on("connect", refuseTunnels(parts));
  server.setTimeout(limits.stallTimeoutMs);
  const handshakes = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const key = endOf(socket);
    socket.setNoDelay(true);
    handshakes.set(key, socket);
    socket.once("close", () => {
      if (handshakes.get(key) === socket) handshakes.delete(key);
    });
  });
  // Before the server's own listener, which begins the session.
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    handshakes.delete(endOf(socket));
    connections.add(socket);
    if (socket.alpnProtocol === "h2") connections.addHttp2Socket(socket);
  });
  server.on("session", (session) => {
    connections.addSession(session);
    watchSession(session, parts);
  });
  server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
    const refusal = { reason: refusalOf(error, socket), peer: socket.remoteAddress };
    if (refusal.reason === "ERR_TLS_HANDSHAKE_TIMEOUT") report.exceeded("header_time", refusal);
    log.info("TLS handshake refused", refusal);
  });
  return {
    server,
    stop: () => {
      server.close();
      for (const socket of handshakes.values()) socket.destroy();
    },
    replaceCredentials: (next) => server.setSecureContext(tlsContext(next)),
  };
}

/** Notes each call, and serves it if the limits admit it. */
function takeCalls(parts: PortParts): RequestListener {
  const { connections, onRequest } = parts;
  return (request, response) => {
    if (request instanceof Http2ServerRequest && response instanceof Http2ServerResponse) {
      connections.addHttp2Call(response);
      if (!admitStream(request, response, parts)) return;
    } else if (request instanceof IncomingMessage && response instanceof ServerResponse) {
      connections.addHttp1Call(request, response);
      if (!admitCall(request, parts)) return;
    }
    onRequest(request, response);
  };
}

/** Tells the open connections of one server apart: Node shows a handshake and what comes of it as two sockets. */
function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Code of the fault in a caller's certificate, as OpenSSL names it, else that of the handshake. */
function refusalOf(error: Error, { authorizationError }: TLSSocket): string {
  // An error by its type, and the code of it by what Node does.
  const fault: unknown = authorizationError;
  if (typeof fault === "string") return fault;
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
