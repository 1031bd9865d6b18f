import { describe, expect, test } from "vitest";
import { ConfigurationFault, readConfiguration, settings } from "./config.ts";

test("without any variable the defaults hold", () => {
  expect(readConfiguration({})).toEqual({
    host: "127.0.0.1",
    port: 8080,
    dataDir: ".data/recommendations",
    drainTimeoutMs: 10_000,
    maxRequestMib: 1,
  });
});

test("variables are read, and an empty one counts as not set", () => {
  const environment = { HOST: "0.0.0.0", PORT: "0", DATA_DIR: "/data", DRAIN_TIMEOUT_MS: "5", MAX_REQUEST_MIB: "" };
  expect(readConfiguration(environment)).toEqual({
    host: "0.0.0.0",
    port: 0,
    dataDir: "/data",
    drainTimeoutMs: 5,
    maxRequestMib: 1,
  });
});

describe("a value that is none is named with what it must be", () => {
  const table: { name: string; value: string; expected: string }[] = [
    { name: "PORT", value: "65536", expected: "a whole number from 0 to 65535" },
    { name: "PORT", value: "-1", expected: "a whole number from 0 to 65535" },
    { name: "PORT", value: "http", expected: "a whole number from 0 to 65535" },
    { name: "PORT", value: "80.5", expected: "a whole number from 0 to 65535" },
    { name: "PORT", value: " 80", expected: "a whole number from 0 to 65535" },
    { name: "DRAIN_TIMEOUT_MS", value: "10s", expected: "a whole number from 0 to 600000" },
    { name: "MAX_REQUEST_MIB", value: "0", expected: "a whole number from 1 to 64" },
  ];
  for (const { name, value, expected } of table) {
    test(`${name}=${value}`, () => {
      expect(() => readConfiguration({ [name]: value })).toThrow(
        `${name}: ${JSON.stringify(value)} is not ${expected}.`,
      );
    });
  }
});

test("all faults are listed at once", () => {
  let fault: unknown;
  try {
    readConfiguration({ PORT: "x", DRAIN_TIMEOUT_MS: "y" });
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(ConfigurationFault);
  expect(String(fault).split("\n")).toHaveLength(2);
});

test("every default is a value, and every setting says what it means", () => {
  for (const setting of Object.values(settings)) {
    expect(setting.parse(setting.default)).not.toBeUndefined();
    expect(setting.meaning).toMatch(/^[A-Z].*\.$/);
  }
});
