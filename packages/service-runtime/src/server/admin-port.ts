import { createServer } from "node:http";
import { once } from "node:events";
import type { HealthState } from "../health/health-state.ts";
import { ListenFault } from "./listen-fault.ts";
import { portOf, urlOf } from "./port-of.ts";

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
}

/**
 * Listens for probes over HTTP/1.1: `/livez` says that the process answers at all, `/readyz` whether to send it calls
 * (200 or 503). Fails with a ListenFault.
 */
export async function listenForOperators({ host, port, health }: AdminOptions): Promise<AdminPort> {
  const pages: Readonly<Record<string, () => readonly [status: number, text: string]>> = {
    "/livez": () => [200, "ok"],
    "/readyz": () => (health.statusOf("") === "serving" ? [200, "ok"] : [503, "shutting down or not yet ready"]),
  };
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    const isRead = request.method === "GET" || request.method === "HEAD";
    const [status, text] = page === undefined ? [404, unknownPage] : isRead ? page() : [405, "GET and HEAD only"];
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end(`${text}\n`);
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new ListenFault(error, host, port);
  }
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

const unknownPage = "There is /livez and /readyz.";
