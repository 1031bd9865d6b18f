import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const peer = "10.0.0.9";
const cases = [
  { name: "without proxies the header counts for nothing", forwardedFor: "192.0.2.1", trustedProxies: 0, is: peer },
  { name: "a proxy that says nothing", forwardedFor: null, trustedProxies: 1, is: peer },
  { name: "one proxy", forwardedFor: "192.0.2.1", trustedProxies: 1, is: "192.0.2.1" },
  { name: "one proxy, and a client that lies", forwardedFor: "8.8.8.8, 192.0.2.1", trustedProxies: 1, is: "192.0.2.1" },
  { name: "two proxies", forwardedFor: "8.8.8.8,192.0.2.1, 10.0.0.1", trustedProxies: 2, is: "192.0.2.1" },
  { name: "fewer proxies than expected", forwardedFor: "192.0.2.1", trustedProxies: 2, is: peer },
  { name: "no address", forwardedFor: "unknown", trustedProxies: 1, is: peer },
  { name: "an address with a port", forwardedFor: "192.0.2.1:4711", trustedProxies: 1, is: "192.0.2.1" },
  { name: "an IPv6 address", forwardedFor: "2001:db8::1", trustedProxies: 1, is: "2001:db8::1" },
  { name: "an IPv6 address with a port", forwardedFor: "[2001:db8::1]:4711", trustedProxies: 1, is: "2001:db8::1" },
];
for (const { name, forwardedFor, trustedProxies, is } of cases) {
  test(`${name}: ${is}`, () => expect(clientAddress({ peer, forwardedFor, trustedProxies })).toBe(is));
}
