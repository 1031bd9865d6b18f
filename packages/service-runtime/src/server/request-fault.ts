import type { Request } from "./http.ts";

// A name, an IPv4 address or an IPv6 address in brackets, and a port (RFC 3986, section 3.2.2).
const authority = /^(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})+(?::\d{0,5})?$|^\[[\da-f:.]+\](?::\d{0,5})?$/i;

/**
 * What makes a request malformed whatever it calls, for its sender; undefined when nothing does. The parsers of Node let
 * all of it pass, and the RPC library fails on some of it.
 */
export function requestFault(request: Request): string | undefined {
  // A proxy gets absolute targets (RFC 9112, section 3.2.2), and this is none.
  if (request.url?.startsWith("/") !== true) return "The target of the request has to be a path.";
  const hosts = hostsOf(request);
  const [host] = hosts;
  if (host === undefined) return "The request has no Host (HTTP/1.1) or :authority (HTTP/2).";
  // RFC 9112, section 3.2, and RFC 9113, section 8.3.1.
  if (hosts.some((other) => other.toLowerCase() !== host.toLowerCase())) return "The request names more than one host.";
  if (!authority.test(host)) return "The Host (HTTP/1.1) or :authority (HTTP/2) of the request is none.";
  return undefined;
}

/** All hosts that a request names; Node itself keeps the first. */
function hostsOf({ rawHeaders }: Request): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - 1]?.toLowerCase();
    return index % 2 === 1 && (name === "host" || name === ":authority");
  });
}
