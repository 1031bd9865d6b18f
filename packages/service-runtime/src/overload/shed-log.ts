import type { Log } from "../server/log.ts";
import type { CallLimits } from "./call-limits.ts";

const INTERVAL_MS = 1000;

/** Tells an operator of calls that were shed, in one line for all of a second: an overload must not flood the log. */
export class ShedLog implements Disposable {
  readonly #log: Log;
  readonly #limits: CallLimits;
  #shed = { calls: 0, streams: 0 };
  #timer: NodeJS.Timeout | undefined;

  constructor(log: Log, limits: CallLimits) {
    this.#log = log;
    this.#limits = limits;
  }

  /** Counts one. */
  tell(kind: keyof CallLimits): void {
    this.#shed[kind] += 1;
    this.#timer ??= setTimeout(() => this[Symbol.dispose](), INTERVAL_MS).unref();
  }

  /** Writes the line now, if there is anything to tell. */
  [Symbol.dispose](): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { calls, streams } = this.#shed;
    this.#shed = { calls: 0, streams: 0 };
    const limits = { max_calls_in_flight: this.#limits.calls, max_streams_in_flight: this.#limits.streams };
    this.#log.warn("overload: calls shed", { calls, streams, ...limits });
  }
}
