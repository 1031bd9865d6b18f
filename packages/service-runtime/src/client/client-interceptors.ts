import type { Interceptor } from "@connectrpc/connect";
import type { Registry } from "prom-client";
import { logCalls } from "../interceptors/call-log.ts";
import { measureCalls } from "../interceptors/call-metrics.ts";
import { traceCalls } from "../interceptors/call-spans.ts";
import type { Log } from "../server/log.ts";
import { passDeadline, passRequestId } from "./pass-context.ts";
import { refusedStreamIsUnavailable } from "./refused-stream.ts";
import { type RetryOptions, retryIdempotent } from "./retry-idempotent.ts";

/** With what a service calls another one. */
export interface ClientParts {
  /** Gets a line for each attempt, when given. */
  readonly log?: Log;
  /** Gets counts and durations of each attempt, when given. */
  readonly metrics?: Registry;
  readonly retry?: RetryOptions;
}

/**
 * What every call to another service runs through, the outermost first: deadline, retries and circuit, log, metrics,
 * trace, request id, refused streams. The deadline holds for all attempts together. What watches sees each attempt
 * with the code that decides about the next one. The trace of the client itself comes before the one to pass on.
 */
export function clientInterceptors({ log, metrics, retry }: ClientParts = {}): Interceptor[] {
  return [
    passDeadline,
    retryIdempotent(retry),
    ...(log === undefined ? [] : [logCalls(log, "client")]),
    ...(metrics === undefined ? [] : [measureCalls(metrics, "client")]),
    traceCalls("client"),
    passRequestId,
    refusedStreamIsUnavailable,
  ];
}
