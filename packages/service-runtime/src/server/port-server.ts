import type { Server } from "node:net";
import type { Connections } from "./connections.ts";
import type { RequestListener } from "./http.ts";

/** What the server of a port is made of. */
export interface PortParts {
  /** Hears of each connection, session and call. */
  readonly connections: Connections;
  readonly onRequest: RequestListener;
  /** Time after which a connection that has not begun to speak is closed, milliseconds. */
  readonly silentTimeoutMs: number;
}

/** A server that is ready to listen. */
export interface PortServer {
  readonly server: Server;
  /** Stops accepting; what was accepted goes on. */
  readonly stop: () => void;
}

/** What the server of HTTP/2 asks of clients (RFC 9113, section 6.5.2). */
export const HTTP2_SETTINGS = { maxConcurrentStreams: 256 } as const;
