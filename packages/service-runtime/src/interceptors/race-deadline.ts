import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import type { CallRequest } from "./observe-call.ts";
import { unlessAborted } from "./unless-aborted.ts";

type Next = Parameters<Interceptor>[0];

// Timers of Node go no further; longer ones would end at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** When a call ends, and as what. */
export interface Deadline {
  /** Time from now, milliseconds; at most 24 days count. */
  readonly timeoutMs: number;
  /** How it fails; by default as DeadlineExceeded. */
  readonly reason?: () => ConnectError;
}

/**
 * Makes a call that fails when it has not ended after a time, also if what serves it takes no notice; its signal is
 * aborted then.
 */
export async function raceDeadline(
  next: Next,
  request: CallRequest,
  { timeoutMs, reason = deadlinePassed }: Deadline,
): ReturnType<Next> {
  const controller = new AbortController();
  const expire = (): void => controller.abort(reason());
  const timer = setTimeout(expire, Math.min(timeoutMs, LONGEST_TIMER_MS));
  const stop = (): void => clearTimeout(timer);
  const { signal } = controller;
  const limited = { ...request, signal: AbortSignal.any([request.signal, signal]) };
  try {
    const response = await unlessAborted(next(limited), signal);
    if (response.stream) {
      // A stream whose reader has gone is neither read to its end nor told so.
      request.signal.addEventListener("abort", stop, { once: true });
      return { ...response, message: raceStream(response.message, signal, stop) };
    }
    stop();
    return response;
  } catch (error) {
    stop();
    throw error;
  }
}

/** The error of a call that took too long. */
export function deadlinePassed(): ConnectError {
  return new ConnectError("The call was not answered before its deadline.", Code.DeadlineExceeded);
}

async function* raceStream<T>(
  messages: AsyncIterable<T>,
  signal: AbortSignal,
  stop: () => void,
): AsyncGenerator<T, void, undefined> {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await unlessAborted(iterator.next(), signal);
      if (done === true) return;
      yield value;
    }
  } finally {
    stop();
    const closed = iterator.return?.();
    // What takes no notice of its signal may not be waited for either.
    if (signal.aborted) closed?.catch(() => undefined);
    else await closed;
  }
}
