import { createServer } from "node:http";
import { once } from "node:events";
import type { Registry } from "prom-client";
import type { HealthState } from "../health/health-state.ts";
import type { BuildInfo } from "../build-info.ts";
import { http1Options, refuseTunnels } from "./http1-limits.ts";
import { silentReport } from "./limit-report.ts";
import { type ConnectionLimits, defaultLimits } from "./limits.ts";
import { ListenFault } from "./listen-fault.ts";
import { portOf, urlOf } from "./port-of.ts";
import { requestFault } from "./request-fault.ts";

/** The private port of a service. */
export interface AdminPort extends AsyncDisposable {
  /** Base address, without a slash at its end. */
  readonly url: string;
}

/** Where the private port is, and what it tells. */
export interface AdminOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly health: HealthState;
  readonly metrics: Registry;
  readonly build: BuildInfo;
  /** What a connection may ask; by default what the settings have. */
  readonly limits?: ConnectionLimits;
}

/**
 * Listens for probes over HTTP/1.1: `/livez` says that the process answers at all, `/readyz` whether to send it calls
 * (200 or 503). `/metrics` has the metrics in the text format of Prometheus, `/version` which build runs, as JSON. Fails with a ListenFault.
 */
export async function listenForOperators(options: AdminOptions): Promise<AdminPort> {
  const { host, port, health, metrics, build, limits = defaultLimits } = options;
  const pages: Readonly<Record<string, () => Page | Promise<Page>>> = {
    "/livez": () => [200, "ok\n"],
    "/readyz": () => (health.statusOf("") === "serving" ? [200, "ok\n"] : [503, notReady]),
    "/metrics": async () => [200, await metrics.metrics(), metrics.contentType],
    "/version": () => [200, `${JSON.stringify(build)}\n`, "application/json"],
  };
  // No request has a body that anybody reads: it may take no longer than a head.
  const times = { ...http1Options(limits), requestTimeout: limits.headerTimeoutMs };
  const server = createServer(times, (request, response) => {
    const fault = requestFault(request);
    if (fault !== undefined) {
      response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end(`${fault}\n`);
      return;
    }
    const [path = ""] = (request.url ?? "").split("?", 1);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const isRead = request.method === "GET" || request.method === "HEAD";
    const answer = async (): Promise<void> => {
      const refusal: Page | undefined = page === undefined ? [404, unknownPage] : isRead ? undefined : [405, readOnly];
      const [status, text, type = "text/plain; charset=utf-8"] = refusal ?? (await page?.()) ?? [404, unknownPage];
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
      response.end(text);
    };
    // A metric that cannot be read must not end the process.
    answer().catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(`${String(error)}\n`);
    });
  });
  server.on("connect", refuseTunnels({ report: silentReport }));
  server.maxConnections = limits.maxConnections;
  server.setTimeout(limits.stallTimeoutMs, (socket) => socket.destroy());
  const listening: PromiseWithResolvers<void> = Promise.withResolvers();
  // The listener stays: later errors are those of single connections, such as a process that is out of descriptors has.
  server.on("error", listening.reject).listen(port, host, listening.resolve);
  await listening.promise.catch((error: unknown) => {
    throw new ListenFault(error, host, port);
  });
  return {
    url: urlOf(host, portOf(server)),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Page = readonly [status: number, text: string, type?: string];

const notReady = "not ready yet, shutting down, or without the database that it needs\n";
const unknownPage = "There is /livez, /readyz, /metrics and /version.\n";
const readOnly = "GET and HEAD only\n";
