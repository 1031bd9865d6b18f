import type { Server } from "node:net";
import type { Connections } from "./connections.ts";
import type { RequestListener } from "./http.ts";
import type { LimitParts } from "./http2-limits.ts";

/** What the server of a port is made of. */
export interface PortParts extends LimitParts {
  /** Hears of each connection, session and call. */
  readonly connections: Connections;
  readonly onRequest: RequestListener;
}

/** A server that is ready to listen. */
export interface PortServer {
  readonly server: Server;
  /** Stops accepting; what was accepted goes on. */
  readonly stop: () => void;
}
