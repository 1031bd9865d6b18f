import { isIPv6 } from "node:net";
import { TokenBuckets } from "../domain/token-buckets.ts";
import type { ShopContext, ShopMiddleware } from "./context.ts";

/** How often clients may ask. */
export interface RateLimitOptions {
  /** For one reader, in the long run. */
  readonly perMinute: number;
  /** Id of the reader that a request is from; undefined for one without a session. */
  readonly readerOf: (c: ShopContext) => string | undefined;
  /** Answers a request that is too many. */
  readonly refuse: (c: ShopContext, retryAfterS: number) => Response | Promise<Response>;
}

// Readers behind one address: a home, an office.
const READERS_PER_ADDRESS = 5;
// About ten megabytes.
const MOST_KEYS = 50_000;

/** Refuses, with 429, a reader or an address that asks too often; half of a minute's requests may come at once. */
export function limitRate({ perMinute, readerOf, refuse }: RateLimitOptions): ShopMiddleware {
  const rateOf = (times: number) => ({
    burst: Math.ceil((times * perMinute) / 2),
    perMinute: times * perMinute,
    mostKeys: MOST_KEYS,
  });
  const readers = new TokenBuckets(rateOf(1));
  const addresses = new TokenBuckets(rateOf(READERS_PER_ADDRESS));
  return async (c, next) => {
    const now = performance.now();
    const reader = readerOf(c);
    // Both are charged: a client that is refused by one does not get around the other.
    const waits = [addresses.take(networkOf(c.env.address), now), reader === undefined ? 0 : readers.take(reader, now)];
    const retryAfterS = Math.max(...waits);
    if (retryAfterS === 0) return await next();
    c.header("retry-after", String(retryAfterS));
    return await refuse(c, retryAfterS);
  };
}

/** The part of an address that one client has: all of an IPv4 address, and the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
