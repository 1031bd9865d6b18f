import { isIP } from "node:net";

/** What a request says of the way that it came. */
export interface RequestWay {
  /** Address at the other end of the connection; "" when it has gone. */
  readonly peer: string;
  /** `X-Forwarded-For`: the addresses that each proxy got the request from, the nearest last. */
  readonly forwardedFor: string | null;
  /** How many proxies in front are this shop's own. */
  readonly trustedProxies: number;
}

/**
 * Address of the client. Each trusted proxy has added the address that it saw at the end of `X-Forwarded-For`; what
 * stands before those is what the client says of itself, and is not looked at. An entry that is no address, and one that
 * is missing, leave it at the peer's.
 */
export function clientAddress({ peer, forwardedFor, trustedProxies }: RequestWay): string {
  if (trustedProxies === 0 || forwardedFor === null) return peer;
  const seen = forwardedFor.split(",").map((entry) => withoutPort(entry.trim()));
  const address = seen.at(-trustedProxies) ?? "";
  return isIP(address) === 0 ? peer : address;
}

/** Some proxies add the port: "192.0.2.1:4711", "[2001:db8::1]:4711". */
function withoutPort(entry: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
}
