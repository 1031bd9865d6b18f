import { expect, test } from "vitest";
import { networkOf } from "./rate-limit.ts";

const cases = [
  { address: "192.0.2.1", network: "192.0.2.1" },
  { address: "::ffff:192.0.2.1", network: "192.0.2.1" },
  { address: "2001:db8:1:2:3:4:5:6", network: "2001:db8:1:2" },
  { address: "2001:0db8:0001::9", network: "2001:db8:1:0" },
  { address: "2001:db8::1", network: "2001:db8:0:0" },
  { address: "::1", network: "0:0:0:0" },
  { address: "fe80::1%eth0", network: "fe80:0:0:0" },
  { address: "", network: "" },
];
for (const { address, network } of cases) {
  test(`${address || "an unknown address"} is one client with all of ${network || "those"}`, () => {
    expect(networkOf(address)).toBe(network);
  });
}
