import { ConnectError, type Interceptor, type StreamRequest, type UnaryRequest } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { messageSize } from "./message-size.ts";

/** A call that begins. */
export type CallRequest = UnaryRequest | StreamRequest;

/** How a call went. */
export interface CallOutcome {
  /** "ok", or the name of the code as Connect spells it, as in "not_found". */
  readonly code: string;
  readonly error: ConnectError | undefined;
  readonly durationMs: number;
  /** Messages, and bytes of all of them in the binary format. */
  readonly requests: number;
  readonly requestBytes: number;
  readonly responses: number;
  readonly responseBytes: number;
}

/** Watches one call. */
export interface CallObserver {
  /** Told once, when the call is answered, fails or is cut off. */
  end(outcome: CallOutcome): void;
  /** Runs each step of what is inside; for what is bound to the flow of control. */
  within?<T>(step: () => T): T;
}

/** An interceptor that watches calls of all kinds, of a server or a client, and changes nothing. */
export function observeCall(begin: (request: CallRequest) => CallObserver): Interceptor {
  return (next) => async (request) => {
    const call = new ObservedCall(begin(request));
    try {
      if (!request.stream) call.countRequest(messageSize(request.method.input, request.message));
      const { input } = request.method;
      const counted = request.stream
        ? {
            ...request,
            message: counting(request.message, (message) => call.countRequest(messageSize(input, message))),
          }
        : request;
      const response = await call.within(() => next(counted));
      const { output } = response.method;
      if (response.stream) {
        // A stream whose reader has gone is neither read to its end nor told so.
        onAbort(request.signal, (reason) => call.end(reason));
        const count = (message: Parameters<typeof messageSize>[1]): void =>
          call.countResponse(messageSize(output, message));
        return { ...response, message: call.watch(response.message, count) };
      }
      call.countResponse(messageSize(output, response.message));
      call.end();
      return response;
    } catch (error) {
      call.end(error);
      throw error;
    }
  };
}

async function* counting<T>(
  messages: AsyncIterable<T>,
  count: (message: T) => void,
): AsyncGenerator<T, void, undefined> {
  for await (const message of messages) {
    count(message);
    yield message;
  }
}

function onAbort(signal: AbortSignal, then: (reason: unknown) => void): void {
  if (signal.aborted) then(signal.reason);
  else signal.addEventListener("abort", () => then(signal.reason), { once: true });
}

class ObservedCall {
  readonly #observer: CallObserver;
  readonly #begun = performance.now();
  #ended = false;
  #requests = 0;
  #requestBytes = 0;
  #responses = 0;
  #responseBytes = 0;

  constructor(observer: CallObserver) {
    this.#observer = observer;
  }

  countRequest(bytes: number): void {
    this.#requests += 1;
    this.#requestBytes += bytes;
  }

  countResponse(bytes: number): void {
    this.#responses += 1;
    this.#responseBytes += bytes;
  }

  within<T>(step: () => T): T {
    return this.#observer.within === undefined ? step() : this.#observer.within(step);
  }

  /** The first end counts; without an error the call went well. */
  end(...thrown: readonly [error?: unknown]): void {
    if (this.#ended) return;
    this.#ended = true;
    const error = thrown.length === 0 ? undefined : ConnectError.from(thrown[0]);
    this.#observer.end({
      code: error === undefined ? "ok" : codeToString(error.code),
      error,
      durationMs: performance.now() - this.#begun,
      requests: this.#requests,
      requestBytes: this.#requestBytes,
      responses: this.#responses,
      responseBytes: this.#responseBytes,
    });
  }

  async *watch<T>(messages: AsyncIterable<T>, count: (message: T) => void): AsyncGenerator<T, void, undefined> {
    const iterator = this.within(() => messages[Symbol.asyncIterator]());
    try {
      for (;;) {
        const { done, value } = await this.within(() => iterator.next());
        if (done === true) break;
        count(value);
        yield value;
      }
      this.end();
    } catch (error) {
      this.end(error);
      throw error;
    } finally {
      // The reader may leave before the end; what is inside then has to close.
      await iterator.return?.();
      this.end(new DOMException("The reader of the stream has left.", "AbortError"));
    }
  }
}
