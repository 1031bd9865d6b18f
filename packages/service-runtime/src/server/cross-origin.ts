import { cors } from "@connectrpc/connect";
import type { Request, Response } from "./http.ts";

// Browsers keep what they were allowed for at most two hours; each preflight is a round trip.
const MAX_AGE_S = 7200;

/**
 * Lets pages of some origins call from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol): sets the headers
 * of an answer, and answers a preflight.
 * @param origins who may; others get no header, so that their browser refuses
 * @returns whether the request was a preflight and is answered
 */
export function allowOrigins(origins: ReadonlySet<string>, request: Request, response: Response): boolean {
  if (origins.size === 0) return false;
  response.setHeader("vary", "Origin");
  const { origin } = request.headers;
  const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (origin !== undefined && origins.has(origin)) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-expose-headers", [...cors.exposedHeaders, ...ownAnswerHeaders].join(", "));
    if (isPreflight) {
      response.setHeader("access-control-allow-methods", cors.allowedMethods.join(", "));
      response.setHeader("access-control-allow-headers", [...cors.allowedHeaders, ...ownHeaders].join(", "));
      response.setHeader("access-control-max-age", String(MAX_AGE_S));
    }
  }
  if (!isPreflight) return false;
  response.statusCode = 204;
  response.end();
  return true;
}

/** What answers carry beside the headers of the protocols. */
const ownAnswerHeaders = ["X-Request-Id", "X-Service-Version", "Retry-After", "Grpc-Retry-Pushback-Ms"];
/** What callers send beside the headers of the protocols. */
const ownHeaders = ["Authorization", "X-Request-Id", "Traceparent", "Tracestate"];
