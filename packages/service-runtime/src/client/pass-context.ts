import type { Interceptor } from "@connectrpc/connect";
import { deadlineKey, requestIdKey, traceContextKey } from "../interceptors/call-context.ts";
import { deadlinePassed, raceDeadline } from "../interceptors/race-deadline.ts";
import { requestIdHeader } from "../interceptors/request-id.ts";
import { readTimeout, writeTimeout } from "../interceptors/timeout-header.ts";

/**
 * Passes the name and the trace of the call that a handler serves on to the calls that it makes with `contextValues:
 * context.values`. What a call already has stays.
 */
export const passRequestId: Interceptor = (next) => async (request) => {
  const { header, contextValues } = request;
  const id = contextValues.get(requestIdKey);
  const trace = contextValues.get(traceContextKey);
  if (id !== undefined && !header.has(requestIdHeader)) header.set(requestIdHeader, id);
  if (trace !== undefined && !header.has("traceparent")) {
    header.set("traceparent", trace.parent);
    if (trace.state !== undefined) header.set("tracestate", trace.state);
  }
  return await next(request);
};

/**
 * Passes the deadline of the call that a handler serves on to the calls that it makes with `contextValues:
 * context.values`, unless they have an earlier one; when it has passed no call is made.
 */
export const passDeadline: Interceptor = (next) => async (request) => {
  const deadline = request.contextValues.get(deadlineKey);
  if (deadline === undefined) return await next(request);
  const leftMs = deadline - Date.now();
  if (leftMs <= 0) throw deadlinePassed();
  if (leftMs >= (readTimeout(request.header) ?? Infinity)) return await next(request);
  writeTimeout(request.header, leftMs);
  return await raceDeadline(next, request, { timeoutMs: leftMs });
};
