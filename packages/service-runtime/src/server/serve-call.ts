import { Code, type ContextValues } from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from "@connectrpc/connect-node";
import { requestIdKey } from "../interceptors/call-context.ts";
import { closeAbandoned } from "./close-abandoned.ts";
import { type Request, type Response, onceAnswered } from "./http.ts";
import type { LimitReport } from "./limit-report.ts";
import { type BodyTimes, readBody } from "./read-body.ts";
import { blameCallerForUnreadableRequest } from "./unreadable-request.ts";

/** A request that is a call. */
export interface Exchange {
  readonly handler: UniversalHandler;
  readonly request: Request;
  readonly response: Response;
  /** What interceptors know of the call. */
  readonly context: ContextValues;
}

/** How long bodies may take. */
export type BodyLimits = Pick<BodyTimes, "stallMs" | "wholeMs">;

/** What a call is held to. */
export interface ServeParts {
  readonly report: LimitReport;
  readonly bodyTimes: BodyLimits;
}

/** Answers a call. Rejects when the answer cannot be given. */
export async function serveCall(exchange: Exchange, { report, bodyTimes }: ServeParts): Promise<void> {
  const { handler, request, response, context } = exchange;
  let universal: ReturnType<typeof universalRequestFromNodeRequest>;
  try {
    universal = universalRequestFromNodeRequest(request, response, undefined, context);
  } catch {
    refuseMalformed(response, report, "The target and the host of the request are no URL.");
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
    onceAnswered(response, () => {
      if (isTooLarge(answer)) report.exceeded("message_size", { path, peer: request.socket.remoteAddress });
    });
  }
  const readable = await blameCallerForUnreadableRequest(answer);
  await universalResponseToNodeResponse(closeAbandoned(readable, response), response);
}

/** Whether a call was refused for its size; the trailer of gRPC is there once the body has been sent. */
function isTooLarge({ status, header, trailer }: UniversalServerResponse): boolean {
  const exhausted = String(Code.ResourceExhausted);
  return status === 429 || header?.get("grpc-status") === exhausted || trailer?.get("grpc-status") === exhausted;
}

/** Answers 400 to a request that cannot be understood, and tells of it. */
export function refuseMalformed(response: Response, report: LimitReport, text: string): void {
  report.exceeded("malformed_request", { peer: response.req.socket.remoteAddress });
  refuse(response, 400, text);
}

/** Answers with a status and a sentence. */
export function refuse(response: Response, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(`${text}\n`);
}
