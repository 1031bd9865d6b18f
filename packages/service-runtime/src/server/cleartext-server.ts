import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { admitCall, http1Options, refuseTunnels, watchHttp1 } from "./http1-limits.ts";
import { admitStream, http2Options, watchSession } from "./http2-limits.ts";
import type { PortParts, PortServer } from "./port-server.ts";
import { sniffHttpVersion } from "./sniff-http-version.ts";

/**
 * A server in cleartext for HTTP/1.1 and for HTTP/2 with prior knowledge. Node has none, so a TCP server looks at the
 * first bytes of a connection and hands it to one of two that never listen themselves.
 */
export function createCleartextServer(parts: PortParts): PortServer {
  const { connections, onRequest, limits, report } = parts;
  const http1 = createHttp1Server(http1Options(limits), (request, response) => {
    connections.addHttp1Call(request, response);
    if (admitCall(request, parts)) onRequest(request, response);
  });
  const { onClientError, onTimeout } = watchHttp1(parts);
  http1.on("clientError", onClientError).on("timeout", onTimeout).on("connect", refuseTunnels(parts));
  http1.setTimeout(limits.stallTimeoutMs);
  const http2 = createHttp2Server(http2Options(limits), (request, response) => {
    connections.addHttp2Call(response);
    if (admitStream(request, response, parts)) onRequest(request, response);
  });
  http2.on("connect", refuseTunnels(parts));
  http2.on("session", (session) => {
    connections.addSession(session);
    watchSession(session, parts);
  });
  const server = createTcpServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    const onSilent = (): void => report.exceeded("header_time", { peer: socket.remoteAddress });
    sniffHttpVersion(socket, { timeoutMs: limits.headerTimeoutMs, onSilent }, (version) => {
      if (version === 2) connections.addHttp2Socket(socket);
      (version === 2 ? http2 : http1).emit("connection", socket);
    });
  });
  // Sets up the header and request timeouts of the HTTP/1.1 server, which otherwise only listening does.
  server.once("listening", () => http1.emit("listening"));
  return {
    server,
    stop: () => {
      server.close();
      // Ends the timer of its timeouts.
      http1.close();
    },
  };
}
