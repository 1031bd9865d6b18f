import { Code, ConnectError, createConnectRouter, createContextValues } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { peerIdentityKey, requestIdKey } from "../interceptors/call-context.ts";
import { peerIdentity } from "../tls/peer-identity.ts";
import type { CallShedder } from "../overload/shed-calls.ts";
import type { Api } from "./api.ts";
import { allowOrigins } from "./cross-origin.ts";
import type { Request, RequestListener, Response } from "./http.ts";
import { type LimitReport, silentReport } from "./limit-report.ts";
import { defaultLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { type BodyTimes, endUnreadBody, readBody } from "./read-body.ts";
import { blameCallerForUnreadableRequest } from "./unreadable-request.ts";

/** What requests are answered with. */
export interface ListenerOptions {
  readonly apis: readonly Api[];
  /** Answers what is no call, in place of a 404. It gets no CORS header but those it sets. */
  readonly http?: RequestListener | undefined;
  readonly log: Log;
  /** How long a body may take; by default the stall timeout of the settings. */
  readonly bodyTimes?: Partial<WholeTimes>;
  /** Told of what the limits refuse; by default nobody is. */
  readonly report?: LimitReport;
  /** Origins whose pages may call from a browser; none by default. */
  readonly corsOrigins?: readonly string[];
  /** Refuses calls while too many are under way; default: none is refused. */
  readonly shedder?: CallShedder;
}

/**
 * Serves APIs as Connect, gRPC and gRPC-Web. Unlike the library's own adapter it answers 400 to a request whose
 * authority is missing or is none, which otherwise ends the process; it holds bodies to a time, and it logs through the
 * service's log. Paths that are no call go to the plain HTTP application, where there is one.
 */
export function createRequestListener(options: ListenerOptions): RequestListener {
  const { apis, http, log, corsOrigins = [], report = silentReport, shedder } = options;
  const parts = { report, bodyTimes: { ...defaultTimes, ...options.bodyTimes } };
  const routers = apis.map((api) => {
    const router = createConnectRouter({ acceptCompression: [compressionGzip, compressionBrotli], ...api.options });
    api.routes(router);
    return router;
  });
  const handlers = new Map(
    routers.flatMap((router) => router.handlers).map((handler) => [handler.requestPath, handler]),
  );
  const origins = new Set(corsOrigins);
  return (request, response) => {
    endUnreadBody(request, response, parts.bodyTimes.stallMs);
    if (request.url?.startsWith("/") !== true) {
      refuseMalformed(response, report, "The target of the request has to be a path.");
      return;
    }
    const [path = ""] = request.url.split("?", 1);
    const handler = handlers.get(path);
    if (handler === undefined && http !== undefined) {
      http(request, response);
      return;
    }
    if (allowOrigins(origins, request, response)) return;
    if (handler === undefined) {
      refuse(response, 404, "There is no such path: calls go to /<package>.<Service>/<Method>.");
      return;
    }
    if (shedder?.admit(handler.method, request, response) === false) return;
    serve({ handler, request, response }, parts).catch((error: unknown) => {
      if (hasGone(error)) return;
      log.error("answer failed", { path, error: error instanceof Error ? error.stack : String(error) });
      if (!response.headersSent) refuse(response, 500, "The server failed to answer.");
      else response.destroy();
    });
  };
}

const defaultTimes: WholeTimes = { stallMs: defaultLimits.stallTimeoutMs, wholeMs: defaultLimits.stallTimeoutMs };

type WholeTimes = Pick<BodyTimes, "stallMs" | "wholeMs">;

interface Exchange {
  readonly handler: UniversalHandler;
  readonly request: Request;
  readonly response: Response;
}

interface ServeParts {
  readonly report: LimitReport;
  readonly bodyTimes: WholeTimes;
}

async function serve({ handler, request, response }: Exchange, { report, bodyTimes }: ServeParts): Promise<void> {
  const context = createContextValues();
  let universal: ReturnType<typeof universalRequestFromNodeRequest>;
  try {
    context.set(peerIdentityKey, peerIdentity(request));
    universal = universalRequestFromNodeRequest(request, response, undefined, context);
  } catch {
    refuseMalformed(response, report, "The request has no valid Host (HTTP/1.1) or :authority (HTTP/2).");
    return;
  }
  const path = handler.requestPath;
  const { methodKind } = handler.method;
  const body = readBody(request, {
    ...bodyTimes,
    isStream: methodKind === "client_streaming" || methodKind === "bidi_streaming",
    onSlow: () => report.exceeded("body_time", { path, peer: request.socket.remoteAddress }),
  });
  const answer: UniversalServerResponse = await handler({ ...universal, body });
  // What interceptors have seen is in the log and the metrics of calls.
  if (context.get(requestIdKey) === undefined) {
    response.once("finish", () => {
      if (isTooLarge(answer)) report.exceeded("message_size", { path, peer: request.socket.remoteAddress });
    });
  }
  await universalResponseToNodeResponse(await blameCallerForUnreadableRequest(answer), response);
}

/** Whether a call was refused for its size; the trailer of gRPC is there once the body has been sent. */
function isTooLarge({ status, header, trailer }: UniversalServerResponse): boolean {
  const exhausted = String(Code.ResourceExhausted);
  return status === 429 || header?.get("grpc-status") === exhausted || trailer?.get("grpc-status") === exhausted;
}

function refuseMalformed(response: Response, report: LimitReport, text: string): void {
  report.exceeded("malformed_request", { peer: response.req.socket.remoteAddress });
  refuse(response, 400, text);
}

function refuse(response: Response, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`${text}\n`);
}

/** Whether an answer failed because its reader has gone away. */
function hasGone(error: unknown): boolean {
  const { code } = ConnectError.from(error);
  return code === Code.Aborted || code === Code.Canceled;
}
