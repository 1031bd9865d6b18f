import type { Credentials } from "../tls/read-credentials.ts";
import { createCleartextServer } from "./cleartext-server.ts";
import { Connections } from "./connections.ts";
import type { RequestListener } from "./http.ts";
import { ListenFault } from "./listen-fault.ts";
import { type LimitReport, silentReport } from "./limit-report.ts";
import { type ConnectionLimits, defaultLimits } from "./limits.ts";
import { portOf, urlOf } from "./port-of.ts";
import { createTlsServer, type SecureOptions } from "./secure-server.ts";

/** Where to listen, and with what. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly onRequest: RequestListener;
  /** Limits that are not the default ones. */
  readonly limits?: Partial<ConnectionLimits>;
  /** Told of what the limits refuse; by default nobody is. */
  readonly report?: LimitReport;
  /** Without it the port is in cleartext. */
  readonly tls?: SecureOptions | undefined;
}

/** A port that is being listened on. */
export interface Listener {
  /** Base address for clients, without a slash at its end. */
  readonly url: string;
  /** When the certificate that is shown ends; undefined in cleartext. */
  certificateExpiry(): Date | undefined;
  /** Shows and trusts other certificates from the next connection on. */
  replaceCredentials(credentials: Credentials): void;
  /**
   * Stops accepting, closes connections without calls, lets calls in flight finish, and closes their connections.
   * Sessions of HTTP/2 get GOAWAY (RFC 9113, section 6.8).
   * What is left after the time is cut. Returns the number of calls that were cut.
   */
  drain(timeoutMs: number): Promise<number>;
}

/** Listens on one port for HTTP/1.1 and HTTP/2, in cleartext or over TLS. Fails with a ListenFault. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, onRequest, report = silentReport, tls } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const connections = new Connections();
  const parts = { connections, onRequest, limits, report };
  const secure = tls === undefined ? undefined : createTlsServer(parts, tls);
  const { server, stop } = secure ?? createCleartextServer(parts);
  server.maxConnections = limits.maxConnections;
  server.on("drop", (dropped) => report.exceeded("connections", { peer: dropped?.remoteAddress }));
  const listening: PromiseWithResolvers<void> = Promise.withResolvers();
  // The listener stays: later errors are those of single connections, which no longer exist then.
  server.on("error", listening.reject).listen(port, host, listening.resolve);
  await listening.promise.catch((error: unknown) => {
    throw new ListenFault(error, host, port);
  });
  let expiresAt = tls?.credentials.expiresAt;
  return {
    url: urlOf(host, portOf(server), secure === undefined ? "http" : "https"),
    certificateExpiry: () => expiresAt,
    replaceCredentials: (credentials) => {
      secure?.replaceCredentials(credentials);
      expiresAt = credentials.expiresAt;
    },
    drain: async (timeoutMs) => {
      stop();
      return connections.drain(timeoutMs);
    },
  };
}
