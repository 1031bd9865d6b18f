import type { Interceptor } from "@connectrpc/connect";
import { deadlineKey } from "./call-context.ts";
import { raceDeadline } from "./race-deadline.ts";
import { readTimeout } from "./timeout-header.ts";

/** How long unary calls may take. */
export interface Deadlines {
  /** Time of a call whose caller gives none, milliseconds. */
  readonly defaultMs: number;
  /** Longest time that a caller can give, milliseconds; a longer one counts as this one. */
  readonly maxMs: number;
}

/**
 * Ends calls at their deadline and notes it for the calls that they make. A unary call always has one; a stream has one
 * only if its caller set it, since streams are made to stay open.
 */
export function enforceDeadline({ defaultMs, maxMs }: Deadlines): Interceptor {
  return (next) => async (request) => {
    const given = readTimeout(request.header);
    const timeoutMs = request.stream ? given : Math.min(given ?? defaultMs, maxMs);
    if (timeoutMs === undefined) return await next(request);
    request.contextValues.set(deadlineKey, Date.now() + timeoutMs);
    return await raceDeadline(next, request, { timeoutMs });
  };
}
