import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import type { Registry } from "prom-client";
import { ConfigurationFault } from "../configuration/configuration-fault.ts";
import type { Log } from "../server/log.ts";
import { watchCredentials } from "../tls/credentials-watch.ts";
import { readCredentials } from "../tls/read-credentials.ts";
import type { TlsConfiguration } from "../tls/tls-settings.ts";
import { type BackendConfiguration, backendFiles } from "./backend-settings.ts";
import { clientInterceptors } from "./client-interceptors.ts";
import { Http2Connections, type KeepAlive } from "./http2-connections.ts";
import type { RetryOptions } from "./retry-idempotent.ts";

/** Which service is called, and how. */
export interface BackendOptions {
  /** What its variables begin with, for faults and the log: "RECOMMENDATIONS". */
  readonly prefix: string;
  readonly backend: BackendConfiguration;
  /** How this service shows itself; its files are used where those of the backend are not set. */
  readonly own?: TlsConfiguration;
  readonly log: Log;
  /** Gets counts and durations of each attempt, when given. */
  readonly metrics?: Registry;
  readonly retry?: RetryOptions;
  /** Default: a sign of life is asked for after 30 seconds, and has to come within 10. */
  readonly keepAlive?: KeepAlive;
  /** Largest message of an answer, bytes. Default 64 MiB, the most that a service can be told to take. */
  readonly maxAnswerBytes?: number;
}

/** Another service, to call. Disposing it is closing it. */
export interface Backend extends Disposable {
  /** For `createClient`. */
  readonly transport: Transport;
  /** Reads the certificates now; they are also read when their files change. */
  reload(): void;
  /** Closes the connection and leaves the files alone; calls under way fail as Canceled, and so do later ones. */
  close(): void;
}

const KEEP_ALIVE: KeepAlive = { intervalMs: 30_000, timeoutMs: 10_000 };
const WARNING_DAYS = 14;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Makes the transport for calls of another service, through `clientInterceptors`; nothing is connected before the first
 * call. It speaks gRPC and not Connect: whatever serves the contract, in whatever language, has it, and it treats calls
 * and streams alike, with errors and their details in trailers. The server's certificate has to be good for the host of
 * the address.
 * @throws {ConfigurationFault} when a file of an `https` address is missing or wrong
 */
export function connectBackend(options: BackendOptions): Backend {
  const { prefix, backend, own, log, metrics, retry, keepAlive = KEEP_ALIVE } = options;
  const files = backendFiles(prefix, backend, own);
  const { credentials, faults } = files === undefined ? { faults: [] } : readCredentials(files);
  if (faults.length > 0) throw new ConfigurationFault(faults.join("\n"));
  const fields = { backend: prefix };
  const onUnreachable = (reason: string): void => log.warn("backend cannot be reached", { ...fields, reason });
  const connections = new Http2Connections({ url: backend.url, keepAlive, credentials, onUnreachable });
  const warningDays = own?.tlsExpiryWarningDays ?? WARNING_DAYS;
  const onChange = connections.replaceCredentials.bind(connections);
  const watch =
    files && credentials && watchCredentials({ files, current: credentials, warningDays, log, fields, onChange });
  const parts = { log, ...(metrics === undefined ? {} : { metrics }), ...(retry === undefined ? {} : { retry }) };
  const close = (): void => {
    watch?.[Symbol.dispose]();
    connections.close();
  };
  return {
    transport: createGrpcTransport({
      baseUrl: backend.url,
      sessionManager: connections,
      readMaxBytes: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
      interceptors: clientInterceptors(parts),
    }),
    reload: () => watch?.reload(),
    close,
    [Symbol.dispose]: close,
  };
}
