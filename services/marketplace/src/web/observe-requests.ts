import { randomUUID } from "node:crypto";
import type { Log } from "@breakwater/service-runtime";
import { routePath } from "hono/route";
import { Counter, Histogram, type Registry } from "prom-client";
import type { ShopMiddleware } from "./context.ts";

// From a page of memory to the deadline of the service behind it, seconds.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Names each request, and tells log and metrics of it: by route, since addresses are without number. */
export function observeRequests(log: Log, registry: Registry): ShopMiddleware {
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests of browsers and programs that were answered, by route and status.",
    labelNames: ["method", "route", "status"] as const,
    registers: [registry],
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request to the begin of its answer.",
    labelNames: ["route"] as const,
    buckets,
    registers: [registry],
  });
  return async (c, next) => {
    const begun = performance.now();
    const requestId = randomUUID();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    await next();
    const route = routePath(c, -1);
    const { status } = c.res;
    const durationMs = performance.now() - begun;
    const method = knownMethods.has(c.req.method) ? c.req.method : "other";
    requests.inc({ method, route, status });
    duration.observe({ route }, durationMs / 1000);
    log.info("request", { request_id: requestId, method, route, status, duration_ms: Math.round(durationMs) });
  };
}

const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]);
