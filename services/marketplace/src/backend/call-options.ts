import type { CallOptions } from "@connectrpc/connect";
import type { Asking } from "../domain/recommendations.ts";

/** Options of a call to the recommendations service: its deadline, for all attempts together, and its name. */
export function callOptions({ requestId }: Asking, timeoutMs: number): CallOptions {
  return { timeoutMs, headers: nameOf(requestId) };
}

/** The header that the logs of both services show. */
export function nameOf(requestId: string): Record<string, string> {
  return { "x-request-id": requestId };
}
