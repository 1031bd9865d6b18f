import { MethodOptions_IdempotencyLevel as Idempotency } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  type IBackoff,
  type IBackoffFactory,
  type IRetryBackoffContext,
  circuitBreaker,
  handleWhen,
  retry,
  wrap,
} from "cockatiel";
import { unlessAborted } from "../interceptors/unless-aborted.ts";
import { retryHint } from "./retry-hint.ts";

/** How calls are repeated, and when no more are made. */
export interface RetryOptions {
  /** Times that a call is made again. Default 2. */
  readonly retries?: number;
  /** Time before the first repetition, milliseconds; later ones take longer, and each differs a little. Default 50. */
  readonly firstDelayMs?: number;
  /** Longest time before a repetition, milliseconds. Default 1000. */
  readonly longestDelayMs?: number;
  /** Longest time that a server can ask for, milliseconds; when it wants more, the call fails at once. Default 5000. */
  readonly longestHintMs?: number;
  /** Failures in a row that open the circuit. Default 5. */
  readonly failuresToOpen?: number;
  /** Time that the circuit is open before a call tries again, milliseconds. Default 5000. */
  readonly openMs?: number;
}

/**
 * Makes unary calls again that failed as Unavailable, and as ResourceExhausted where the server says when to come back.
 * What a server says is heeded: such calls wait that long and up to half as long again, so that not all come back at
 * once. Makes none for a while when a server has failed often in a row, so that it can recover; those fail as
 * Unavailable at once. Only for methods that say by `idempotency_level` that they may run twice. One circuit for all
 * that go through one interceptor: make one for each server.
 */
export function retryIdempotent(options: RetryOptions = {}): Interceptor {
  const { retries = 2, failuresToOpen = 5, openMs = 5000, longestHintMs = 5000 } = options;
  const breaker = circuitBreaker(
    handleWhen((error) => hasCode(error, [Code.Unavailable, Code.DeadlineExceeded])),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresToOpen) },
  );
  const again = retry(
    handleWhen((error) => isPassing(error, longestHintMs)),
    { maxAttempts: retries, backoff: backoffOf(options) },
  );
  const policy = wrap(again, breaker);
  return (next) => async (request) => {
    const { idempotency } = request.method;
    // A stream may have given some of its messages already.
    if (request.stream || idempotency === Idempotency.IDEMPOTENCY_UNKNOWN) return await next(request);
    try {
      const attempts = policy.execute(async () => {
        // The policy does not look at a signal while it waits, nor after it.
        request.signal.throwIfAborted();
        // Each attempt may change the headers.
        return await next({ ...request, header: new Headers(request.header) });
      });
      return await unlessAborted(attempts, request.signal);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      const message = "The server has failed often in a row and gets no calls for a while: call again later.";
      throw new ConnectError(message, Code.Unavailable, undefined, [], error);
    }
  };
}

/** Whether a call that failed so may work when it is made again after no longer than a time. */
function isPassing(error: unknown, longestHintMs: number): boolean {
  if (!(error instanceof ConnectError)) return false;
  const hintMs = retryHint(error);
  if (hintMs !== undefined && hintMs > longestHintMs) return false;
  return error.code === Code.Unavailable || (error.code === Code.ResourceExhausted && hintMs !== undefined);
}

type Failure = IRetryBackoffContext<unknown>;

/** Waits as a server asks, else longer each time. */
function backoffOf({ firstDelayMs = 50, longestDelayMs = 1000 }: RetryOptions): IBackoffFactory<Failure> {
  const first = new ExponentialBackoff<unknown>({ initialDelay: firstDelayMs, maxDelay: longestDelayMs });
  return new DelegateBackoff<Failure, IBackoff<unknown>>((failure, before) => {
    const state = (before ?? first).next(failure);
    const { result } = failure;
    const hintMs = "error" in result && result.error instanceof ConnectError ? retryHint(result.error) : undefined;
    return { state, delay: hintMs === undefined ? state.duration : hintMs * (1 + Math.random() / 2) };
  });
}

function hasCode(error: unknown, codes: readonly Code[]): boolean {
  return error instanceof ConnectError && codes.includes(error.code);
}
