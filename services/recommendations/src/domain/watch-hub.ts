import { shuttingDown } from "./fault.ts";

/** What a recorded feedback changed. */
export interface Change {
  readonly userId: string;
  readonly bookId: string;
  /** Whether the votes for the book changed, which other users' lists show. */
  readonly ratingChanged: boolean;
}

/** One open watch. Disposing it ends it; a watch that is not disposed stays in the hub. */
export interface Subscription extends Disposable {
  /**
   * Waits for a change since the last call, however many there were: true after a change, false when the signal is
   * aborted. Fails with SHUTTING_DOWN when the hub closes.
   */
  changed(signal: AbortSignal): Promise<boolean>;
}

/**
 * Tells open watches that their lists may have changed. It keeps one mark per watch and no queue, so a reader that is
 * slow, or gone without a word, costs the same memory for ever and reads the newest list next.
 */
export class WatchHub {
  readonly #watches = new Set<Watch>();
  #closed = false;

  /** Number of open watches. */
  get size(): number {
    return this.#watches.size;
  }

  /**
   * Opens a watch for the changes that concern it. Fails with SHUTTING_DOWN when the hub is closed.
   *
   * @param concerns whether a change can change the watched list; a change that cannot costs nothing more.
   */
  subscribe(concerns: (change: Change) => boolean): Subscription {
    if (this.#closed) throw shuttingDown();
    const watch = new Watch(concerns, () => this.#watches.delete(watch));
    this.#watches.add(watch);
    return watch;
  }

  /** Marks the watches that the change concerns; all of them when it is not known what has changed. */
  publish(change: Change | undefined): void {
    for (const watch of this.#watches) if (change === undefined || watch.concerns(change)) watch.mark();
  }

  /** Ends every watch with SHUTTING_DOWN, and refuses new ones. */
  close(): void {
    this.#closed = true;
    for (const watch of this.#watches) watch.end();
  }
}

class Watch implements Subscription {
  readonly concerns: (change: Change) => boolean;
  readonly #onDispose: () => void;
  #state: "quiet" | "marked" | "ended" = "quiet";
  #wake: (() => void) | undefined;

  constructor(concerns: (change: Change) => boolean, onDispose: () => void) {
    this.concerns = concerns;
    this.#onDispose = onDispose;
  }

  mark(): void {
    if (this.#state === "quiet") this.#state = "marked";
    this.#wake?.();
  }

  end(): void {
    this.#state = "ended";
    this.#wake?.();
  }

  async changed(signal: AbortSignal): Promise<boolean> {
    if (this.#state === "quiet" && !signal.aborted) await this.#nextWake(signal);
    if (this.#state === "ended") throw shuttingDown();
    if (signal.aborted) return false;
    this.#state = "quiet";
    return true;
  }

  async #nextWake(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    this.#wake = wake;
    signal.addEventListener("abort", wake);
    await promise;
    // A watch waits many times on one signal.
    signal.removeEventListener("abort", wake);
    this.#wake = undefined;
  }

  [Symbol.dispose](): void {
    this.#onDispose();
  }
}
