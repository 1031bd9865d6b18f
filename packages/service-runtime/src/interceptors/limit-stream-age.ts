import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { raceDeadline } from "./race-deadline.ts";

/**
 * Ends a stream that has been open for too long as Unavailable, which tells its client to connect again: balancers can
 * move it then, and a client that was forgotten does not hold it forever. Unary calls have a deadline.
 * @param maxAgeMs milliseconds; 0 for any age
 */
export function limitStreamAge(maxAgeMs: number): Interceptor {
  return (next) => async (request) => {
    if (maxAgeMs === 0 || !request.stream) return await next(request);
    return await raceDeadline(next, request, { timeoutMs: maxAgeMs, reason: tooOld });
  };
}

function tooOld(): ConnectError {
  return new ConnectError("The stream has reached its maximum age: open it again.", Code.Unavailable);
}
