import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import type { Response } from "./http.ts";

/**
 * Closes the body of an answer when its stream or connection has gone. The RPC library waits for a full stream to take
 * more; a stream of HTTP/2 that is reset while it is full tells it nothing, and what serves the call would be held for
 * good.
 */
export function closeAbandoned(answer: UniversalServerResponse, response: Response): UniversalServerResponse {
  if (answer.body === undefined) return answer;
  const iterator = answer.body[Symbol.asyncIterator]();
  // One that has come to its end takes no notice; the fault of another has no reader any more.
  response.once("close", () => void iterator.return?.().catch(() => undefined));
  return { ...answer, body: { [Symbol.asyncIterator]: () => iterator } };
}
