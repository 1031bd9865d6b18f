import { Code, ConnectError } from "@connectrpc/connect";
import { type Request, type Response, onceAnswered } from "./http.ts";

/** How long the body of a request may take. */
export interface BodyTimes {
  /** Longest wait for the next bytes, milliseconds. */
  readonly stallMs: number;
  /** Longest time for a body that is one message, milliseconds. */
  readonly wholeMs: number;
  /** Whether the body is many messages: once it has begun it may rest and take any time. */
  readonly isStream: boolean;
  /** Told when the body is too slow. */
  readonly onSlow: () => void;
}

/**
 * The bytes of a body, which fails with DeadlineExceeded when they do not come in time. The time runs only while
 * somebody waits for them, so a server that reads slowly does no harm to its client.
 */
export async function* readBody(request: Request, times: BodyTimes): AsyncGenerator<Uint8Array, void, undefined> {
  // An answer may still be on its way when its server does not want the rest.
  const chunks: AsyncIterator<unknown> = request.iterator({ destroyOnReturn: false });
  const endsAt = performance.now() + times.wholeMs;
  try {
    for (let hasBegun = false; ; hasBegun = true) {
      const mayRest = times.isStream && hasBegun;
      const leftMs = Math.max(0, endsAt - performance.now());
      const waitMs = times.isStream ? times.stallMs : Math.min(times.stallMs, leftMs);
      const { done, value } = mayRest ? await chunks.next() : await within(chunks.next(), waitMs, times.onSlow);
      if (done === true) return;
      if (value instanceof Uint8Array) yield value;
    }
  } finally {
    // Not waited for: it ends only after the read that is under way, which may never end.
    chunks.return?.().catch(() => undefined);
  }
}

async function within<T>(next: Promise<T>, timeoutMs: number, onSlow: () => void): Promise<T> {
  const first: PromiseWithResolvers<T> = Promise.withResolvers();
  const timer = setTimeout(() => {
    onSlow();
    first.reject(new ConnectError("The body of the request did not arrive in time.", Code.DeadlineExceeded));
  }, timeoutMs);
  next.then(first.resolve, first.reject);
  try {
    return await first.promise;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * When a call is answered although its body has not ended: reads what the client still sends, for a time, and ends the
 * connection (HTTP/1.1) or the stream then. Ended at once it might take the answer with it: a connection that is closed
 * with bytes to be read is reset, and a reset of a stream overtakes the trailers.
 * @param waitMs time for the rest of the body, milliseconds
 */
export function endUnreadBody(request: Request, response: Response, waitMs: number): void {
  onceAnswered(response, () => {
    if (request.complete) return;
    const timer = setTimeout(() => {
      // NO_ERROR asks for the rest not to be sent (RFC 9113, section 8.1).
      if ("stream" in request) request.stream.close();
      else request.socket.destroy();
    }, waitMs);
    request.once("close", () => clearTimeout(timer)).resume();
  });
}

/**
 * Refuses a request that is no call with 408 when its body has not ended in time; whoever answers it may wait for the
 * body for good.
 */
export function limitBody(request: Request, response: Response, times: Pick<BodyTimes, "wholeMs" | "onSlow">): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    times.onSlow();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.statusCode = 408;
    response.end();
  }, times.wholeMs);
  response.once("close", () => clearTimeout(timer));
}
