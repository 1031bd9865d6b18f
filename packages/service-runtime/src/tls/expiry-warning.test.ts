import { expect, test } from "vitest";
import { expiryWarning } from "./expiry-warning.ts";

const now = new Date("2030-01-01T00:00:00Z");

test.each([
  { expiresAt: "2030-01-15T00:00:01Z", days: 14, expected: undefined },
  { expiresAt: "2030-01-15T00:00:00Z", days: 14, expected: undefined },
  { expiresAt: "2030-01-14T23:59:59Z", days: 14, expected: "the TLS certificate ends in 13 days: renew it" },
  { expiresAt: "2030-01-01T23:59:59Z", days: 14, expected: "the TLS certificate ends in less than a day: renew it" },
  { expiresAt: "2030-01-01T00:00:01Z", days: 0, expected: undefined },
  {
    expiresAt: "2030-01-01T00:00:00Z",
    days: 0,
    expected: "the TLS certificate has expired: the other end refuses it until it is renewed",
  },
])("$expiresAt with $days days of warning: $expected", ({ expiresAt, days, expected }) => {
  expect(expiryWarning(new Date(expiresAt), now, days)).toBe(expected);
});
