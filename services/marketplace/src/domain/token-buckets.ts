/** How often something may be done. */
export interface Rate {
  /** Times at once, after a rest. */
  readonly burst: number;
  /** Times in a minute, in the long run. */
  readonly perMinute: number;
  /** Keys that are kept; those that were quiet longest are forgotten first, and start anew. */
  readonly mostKeys: number;
}

interface Bucket {
  readonly tokens: number;
  /** When they were counted, milliseconds. */
  readonly at: number;
}

const MINUTE_MS = 60_000;

/** A token bucket per key, in bounded memory (https://en.wikipedia.org/wiki/Token_bucket). */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Number of keys that are kept. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Takes a token.
   * @param now milliseconds, of a clock that does not go back
   * @returns 0 when there was one, else the seconds, rounded up, until there is one
   */
  take(key: string, now: number): number {
    const { burst, perMinute, mostKeys } = this.#rate;
    const { tokens: before, at } = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, before + ((now - at) / MINUTE_MS) * perMinute);
    const isTaken = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: isTaken ? tokens - 1 : tokens, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostKeys && oldest !== undefined) this.#buckets.delete(oldest);
    return isTaken ? 0 : Math.ceil(((1 - tokens) / perMinute) * 60);
  }
}
