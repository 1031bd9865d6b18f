import { Code, ConnectError, createConnectRouter, createContextValues } from "@connectrpc/connect";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import { compressionBrotli, compressionGzip } from "@connectrpc/connect-node";
import { peerIdentityKey, requestIdKey } from "../interceptors/call-context.ts";
import type { CallShedder } from "../overload/shed-calls.ts";
import { peerIdentity } from "../tls/peer-identity.ts";
import type { Api } from "./api.ts";
import { allowOrigins } from "./cross-origin.ts";
import type { RequestListener, Response } from "./http.ts";
import { type LimitReport, silentReport } from "./limit-report.ts";
import { defaultLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { endUnreadBody, limitBody } from "./read-body.ts";
import { requestFault } from "./request-fault.ts";
import { type RefusalReason, type RefusedCalls, countRefused } from "./refused-calls.ts";
import { type BodyLimits, refuse, refuseMalformed, serveCall } from "./serve-call.ts";

/** What requests are answered with. */
export interface ListenerOptions {
  readonly apis: readonly Api[];
  /** Answers what is no call, in place of a 404. It gets no CORS header but those it sets. */
  readonly http?: RequestListener | undefined;
  readonly log: Log;
  /** Largest request message of an API that has no other, bytes, decompressed too. Default 4 MiB. */
  readonly readMaxBytes?: number;
  /** How long a body may take; by default the stall timeout of the settings. */
  readonly bodyTimes?: Partial<BodyLimits>;
  /** Told of what the limits refuse; by default nobody is. */
  readonly report?: LimitReport;
  /** Origins whose pages may call from a browser; none by default. */
  readonly corsOrigins?: readonly string[];
  /** Refuses calls while too many are under way; default: none is refused. */
  readonly shedder?: CallShedder;
  /** Hears of requests that no call comes of; default: nobody hears of them. */
  readonly refused?: RefusedCalls;
  /** Aborted when the service refuses new calls. */
  readonly draining?: AbortSignal;
}

const DEFAULT_READ_MAX_BYTES = 4 * 1024 * 1024;
const defaultTimes: BodyLimits = { stallMs: defaultLimits.stallTimeoutMs, wholeMs: defaultLimits.stallTimeoutMs };

/**
 * Serves APIs as Connect, gRPC and gRPC-Web. Unlike the library's own adapter it answers 400 to a malformed request,
 * which otherwise may end the process; it holds messages to a size and bodies to a time, and it logs through the
 * service's log. Paths that are no call go to the plain HTTP application, where there is one.
 */
export function createRequestListener(options: ListenerOptions): RequestListener {
  const { apis, http, log, corsOrigins = [], report = silentReport } = options;
  const { shedder, refused = countRefused(log), draining } = options;
  const bodyTimes = { ...defaultTimes, ...options.bodyTimes };
  const handlers = routesOf(apis, options.readMaxBytes ?? DEFAULT_READ_MAX_BYTES);
  const origins = new Set(corsOrigins);
  return (request, response) => {
    // A connection may end while nobody reads a request, and an error without a listener ends the process.
    request.on("error", () => undefined);
    endUnreadBody(request, response, Math.min(bodyTimes.stallMs, bodyTimes.wholeMs));
    const fault = requestFault(request);
    if (fault !== undefined) {
      refused.add("unreadable", request);
      refuseMalformed(response, report, fault);
      return;
    }
    const [path = ""] = (request.url ?? "").split("?", 1);
    const handler = handlers.get(path);
    if (handler === undefined && http !== undefined) {
      const { wholeMs } = bodyTimes;
      limitBody(request, response, { wholeMs, onSlow: () => report.exceeded("body_time", { path }) });
      http(request, response);
      return;
    }
    if (request.httpVersion === "1.0") {
      // Its answers end with the connection, so that a cut one looks whole, and it has no trailers.
      refused.add("wrong protocol", request);
      refuseMalformed(response, report, "Calls need HTTP/1.1 or HTTP/2; a proxy in front may have to be told.");
      return;
    }
    if (allowOrigins(origins, request, response)) return;
    if (handler === undefined) {
      refused.add("unknown path", request);
      refuse(response, 404, "There is no such path: calls go to /<package>.<Service>/<Method>.");
      return;
    }
    if (shedder?.admit(handler.method, request, response) === false) {
      refused.add("overload", request, handler.method);
      return;
    }
    const context = createContextValues().set(peerIdentityKey, peerIdentity(request));
    // Not when the answer is given: the library never says so.
    response.once("close", () => {
      // Whoever names calls is the first to see them, and those after it tell of what they see.
      if (context.get(requestIdKey) !== undefined) return;
      refused.add(reasonOf(response, draining?.aborted === true), request, handler.method);
    });
    serveCall({ handler, request, response, context }, { report, bodyTimes }).catch((error: unknown) => {
      if (hasGone(error)) return;
      log.error("answer failed", { path, error: error instanceof Error ? error.stack : String(error) });
      if (!response.headersSent) refuse(response, 500, "The server failed to answer.");
      else response.destroy();
    });
  };
}

/** Who serves which path. */
function routesOf(apis: readonly Api[], readMaxBytes: number): ReadonlyMap<string, UniversalHandler> {
  const routers = apis.map((api) => {
    const acceptCompression = [compressionGzip, compressionBrotli];
    const router = createConnectRouter({ acceptCompression, readMaxBytes, ...api.options });
    api.routes(router);
    return router;
  });
  return new Map(routers.flatMap(({ handlers }) => handlers).map((handler) => [handler.requestPath, handler]));
}

/** Why a request that no interceptor saw was answered as it was. */
function reasonOf({ writableEnded, statusCode }: Response, isDraining: boolean): RefusalReason {
  if (!writableEnded) return "caller left";
  // Method Not Allowed, Unsupported Media Type, and HTTP Version Not Supported where a stream needs HTTP/2.
  if ([405, 415, 505].includes(statusCode)) return "wrong protocol";
  return isDraining ? "draining" : "unreadable";
}

/** Whether an answer failed because its reader has gone away. */
function hasGone(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Aborted || code === Code.Canceled;
}
