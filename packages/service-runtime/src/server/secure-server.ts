import { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerResponse, createSecureServer } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Credentials } from "../tls/read-credentials.ts";
import { tlsContext } from "../tls/tls-context.ts";
import type { RequestListener } from "./http.ts";
import type { Log } from "./log.ts";
import { HTTP2_SETTINGS, type PortParts, type PortServer } from "./port-server.ts";

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
  const { connections, onRequest, silentTimeoutMs } = parts;
  const options = { allowHTTP1: true, settings: HTTP2_SETTINGS, handshakeTimeout: silentTimeoutMs };
  const onCall: RequestListener = (request, response) => {
    if (response instanceof Http2ServerResponse) connections.addHttp2Call(response);
    else if (request instanceof IncomingMessage && response instanceof ServerResponse)
      connections.addHttp1Call(request, response);
    onRequest(request, response);
  };
  const server = createSecureServer({ ...options, ...tlsContext(credentials) }, onCall);
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
  server.on("session", (session) => connections.addSession(session));
  server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
    log.info("TLS handshake refused", { reason: refusalOf(error, socket), peer: socket.remoteAddress });
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
