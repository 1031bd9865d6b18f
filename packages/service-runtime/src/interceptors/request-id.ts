import { randomUUID } from "node:crypto";
import type { Interceptor } from "@connectrpc/connect";
import { answerHeaders } from "./answer-headers.ts";
import { type TraceContext, requestIdKey, traceContextKey } from "./call-context.ts";

/** The header with the name of a call, of requests and answers. */
export const requestIdHeader = "x-request-id";

// What can stand in a log line, a header and a search box as it is.
const validId = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}$/;
// https://www.w3.org/TR/trace-context/#traceparent-header; versions after 00 may have more fields.
const validParent =
  /^(?:00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?)$/;
const noTrace = "0".repeat(32);
const noSpan = "0".repeat(16);
// The least that a service has to pass on.
const LONGEST_STATE = 512;

/**
 * Gives each call a name: the valid one that its caller chose, else a new one. Answers carry it. Notes the W3C trace
 * context that came with the call; none is made up, since that is for whoever traces.
 */
export const nameRequests: Interceptor = answerHeaders(({ header, contextValues }) => {
  const id = givenRequestId(header.get(requestIdHeader)) ?? randomUUID();
  contextValues.set(requestIdKey, id);
  contextValues.set(traceContextKey, readTraceContext(header));
  return { [requestIdHeader]: id };
});

/** The name that a caller chose for its call; undefined when it is not valid. */
export function givenRequestId(text: string | readonly string[] | null | undefined): string | undefined {
  return typeof text === "string" && validId.test(text) ? text : undefined;
}

function readTraceContext(header: Headers): TraceContext | undefined {
  const parent = header.get("traceparent") ?? "";
  if (!validParent.test(parent)) return undefined;
  const [, traceId = noTrace, span = noSpan] = parent.split("-");
  if (traceId === noTrace || span === noSpan) return undefined;
  const state = header.get("tracestate") ?? "";
  return { traceId, parent, ...(state === "" || state.length > LONGEST_STATE ? {} : { state }) };
}
