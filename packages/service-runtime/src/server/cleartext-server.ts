import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import type { PortParts, PortServer } from "./port-server.ts";
import { HTTP2_SETTINGS } from "./port-server.ts";
import { sniffHttpVersion } from "./sniff-http-version.ts";

/**
 * A server in cleartext for HTTP/1.1 and for HTTP/2 with prior knowledge. Node has none, so a TCP server looks at the
 * first bytes of a connection and hands it to one of two that never listen themselves.
 */
export function createCleartextServer({ connections, onRequest, silentTimeoutMs }: PortParts): PortServer {
  const http1 = createHttp1Server((request, response) => {
    connections.addHttp1Call(request, response);
    onRequest(request, response);
  });
  const http2 = createHttp2Server({ settings: HTTP2_SETTINGS }, (request, response) => {
    connections.addHttp2Call(response);
    onRequest(request, response);
  });
  http2.on("session", (session) => connections.addSession(session));
  const server = createTcpServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    sniffHttpVersion(socket, silentTimeoutMs, (version) => {
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
