import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { Connections } from "./connections.ts";
import { ListenFault } from "./listen-fault.ts";
import { portOf, urlOf } from "./port-of.ts";
import type { RequestListener } from "./http.ts";
import { sniffHttpVersion } from "./sniff-http-version.ts";

/** Where to listen, and with what. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly onRequest: RequestListener;
  /** Time after which a connection that has not shown its HTTP version is closed, milliseconds. Default 10 000. */
  readonly silentTimeoutMs?: number;
}

/** A port that is being listened on. */
export interface Listener {
  /** Base address for clients, without a slash at its end. */
  readonly url: string;
  /**
   * Stops accepting, closes connections without calls, lets calls in flight finish, and closes their connections.
   * Sessions of HTTP/2 get GOAWAY (RFC 9113, section 6.8).
   * What is left after the time is cut. Returns the number of calls that were cut.
   */
  drain(timeoutMs: number): Promise<number>;
}

const SILENT_TIMEOUT_MS = 10_000;

/**
 * Listens on one cleartext port for HTTP/1.1 and for HTTP/2 with prior knowledge. Node has no such server, so a TCP
 * server looks at the first bytes of a connection and hands it to one of two that never listen themselves. Fails with
 * a ListenFault.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, onRequest, silentTimeoutMs = SILENT_TIMEOUT_MS } = options;
  const connections = new Connections();
  const http1 = createHttp1Server((request, response) => {
    connections.addHttp1Call(request, response);
    onRequest(request, response);
  });
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: 256 } }, (request, response) => {
    connections.addHttp2Call(response);
    onRequest(request, response);
  });
  http2.on("session", (session) => connections.addSession(session));
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    sniffHttpVersion(socket, silentTimeoutMs, (version) => {
      if (version === 2) connections.addHttp2Socket(socket);
      (version === 2 ? http2 : http1).emit("connection", socket);
    });
  });

  const listening: PromiseWithResolvers<void> = Promise.withResolvers();
  // The listener stays: later errors are those of single connections, which no longer exist then.
  tcp.on("error", listening.reject).listen(options.port, host, listening.resolve);
  await listening.promise.catch((error: unknown) => {
    throw new ListenFault(error, host, options.port);
  });
  // Sets up the header and request timeouts of the HTTP/1.1 server, which otherwise only listening does.
  http1.emit("listening");
  return {
    url: urlOf(host, portOf(tcp)),
    drain: async (timeoutMs) => {
      tcp.close();
      // Ends the timer of its timeouts.
      http1.close();
      return connections.drain(timeoutMs);
    },
  };
}
