import { readConfiguration } from "@breakwater/service-runtime";
import { expect, test } from "vitest";
import { settings } from "./settings.ts";

test("without any variable the defaults hold", () => {
  expect(readConfiguration(settings, {}).values).toEqual({
    host: "127.0.0.1",
    port: 8080,
    tls: "off",
    tlsCertFile: "",
    tlsKeyFile: "",
    tlsCaFile: "",
    tlsExpiryWarningDays: 14,
    adminHost: "127.0.0.1",
    adminPort: 8081,
    drainPauseMs: 0,
    drainTimeoutMs: 30_000,
    maxRequestMib: 4,
    corsOrigins: [],
    reflection: false,
    requestTimeoutMs: 30_000,
    maxRequestTimeoutMs: 300_000,
    streamMaxAgeMs: 86_400_000,
    maxConnections: 10_000,
    maxCallsPerConnection: 256,
    maxHeaderKib: 16,
    headerTimeoutMs: 10_000,
    stallTimeoutMs: 30_000,
    idleTimeoutMs: 120_000,
    maxControlFrames: 1000,
    bearerTokens: [],
    allowedCallers: [],
    logLevel: "info",
    commit: "unknown",
    dataDir: ".data/recommendations",
    databaseUrl: "",
  });
});

test("a value that is none is named with what it must be", () => {
  for (const [name, value, expected] of [
    ["PORT", "65536", "a whole number from 0 to 65535"],
    ["PORT", " 80", "a whole number from 0 to 65535"],
    ["DRAIN_TIMEOUT_MS", "10s", "a whole number from 0 to 600000"],
    ["MAX_REQUEST_MIB", "0", "a whole number from 1 to 64"],
  ] as const) {
    const fault = `${name}: ${JSON.stringify(value)} is not ${expected}.`;
    expect(() => readConfiguration(settings, { [name]: value })).toThrow(fault);
  }
});
