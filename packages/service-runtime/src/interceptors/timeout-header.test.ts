import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTimeout, writeTimeout } from "./timeout-header.ts";

describe("a timeout is read", () => {
  const table: [name: string, value: string, ms: number | undefined][] = [
    ["connect-timeout-ms", "250", 250],
    ["connect-timeout-ms", "12345678901", undefined],
    ["connect-timeout-ms", "-1", undefined],
    ["grpc-timeout", "2H", 7_200_000],
    ["grpc-timeout", "3M", 180_000],
    ["grpc-timeout", "1500m", 1500],
    ["grpc-timeout", "500u", 0.5],
    ["grpc-timeout", "123456789m", undefined],
    ["grpc-timeout", "5", undefined],
    ["other", "5", undefined],
  ];
  for (const [name, value, ms] of table) {
    test(`${name}: ${value}`, () => expect(readTimeout(new Headers([[name, value]]))).toBe(ms));
  }
});

test("what is written is read again, never longer and less than a second shorter", () => {
  const protocols = fc.constantFrom("application/grpc+proto", "application/grpc-web+proto", "application/proto");
  fc.assert(
    fc.property(protocols, fc.double({ min: 0, max: 9e9, noNaN: true }), (type, ms) => {
      const header = new Headers({ "content-type": type });
      writeTimeout(header, ms);
      const read = readTimeout(header) ?? -Infinity;
      expect(read).toBeLessThanOrEqual(ms);
      expect(ms - read).toBeLessThan(1000);
    }),
  );
});
