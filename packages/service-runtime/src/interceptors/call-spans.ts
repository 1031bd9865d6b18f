import type { Interceptor } from "@connectrpc/connect";
import {
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from "@opentelemetry/api";
import type { CallSide } from "./call-log.ts";
import { requestIdKey, traceContextKey } from "./call-context.ts";
import { type CallRequest, observeCall } from "./observe-call.ts";

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;
// https://opentelemetry.io/docs/specs/semconv/rpc/connect-rpc/: a server is to blame for these only.
const serverFaults: ReadonlySet<string> = new Set([
  "unknown",
  "deadline_exceeded",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
]);

/**
 * Opens a span for each call: of a server under the one that its caller sent, of a client under the one that is active,
 * which it then sends. Without a tracing SDK in the process this does nothing.
 */
export function traceCalls(
  side: CallSide,
  tracer: Tracer = trace.getTracer("@breakwater/service-runtime"),
): Interceptor {
  return observeCall((request) => {
    const { service, method, header, contextValues } = request;
    const parent = side === "server" ? propagation.extract(context.active(), header, reader) : context.active();
    const attributes = { "rpc.system": "connect_rpc", "rpc.service": service.typeName, "rpc.method": method.name };
    const span = tracer.startSpan(`${service.typeName}/${method.name}`, { kind: kinds[side], attributes }, parent);
    const active = trace.setSpan(parent, span);
    const requestId = contextValues.get(requestIdKey);
    if (requestId !== undefined) span.setAttribute("request_id", requestId);
    if (side === "server") noteTrace(request, span);
    else if (isSpanContextValid(span.spanContext())) propagation.inject(active, header, writer);
    return {
      within: (step) => context.with(active, step),
      end: ({ code }) => {
        if (code !== "ok") span.setAttribute("rpc.connect_rpc.error_code", code);
        if (code !== "ok" && (side === "client" || serverFaults.has(code))) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: code });
        }
        span.end();
      },
    };
  });
}

/** Lets the log line and the calls that this one makes name the span. */
function noteTrace({ contextValues }: CallRequest, span: Span): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  if (!span.isRecording() || !isSpanContextValid(span.spanContext())) return;
  const state = traceState?.serialize() ?? "";
  const parent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
  contextValues.set(traceContextKey, { traceId, parent, ...(state === "" ? {} : { state }) });
}

const reader = {
  keys: (header: Headers) => [...header.keys()],
  get: (header: Headers, name: string) => header.get(name) ?? undefined,
};
const writer = { set: (header: Headers, name: string, value: string) => header.set(name, value) };
