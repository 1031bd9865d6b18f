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
    maxCallsInFlight: 1024,
    maxStreamsInFlight: 4096,
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
    apiVersions: ["v1", "v2"],
  });
});

test("some versions of the API can be served, in any order", () => {
  for (const [text, versions] of [
    ["v1", ["v1"]],
    ["v2, v1", ["v2", "v1"]],
    ["", ["v1", "v2"]],
  ] as const) {
    expect(readConfiguration(settings, { API_VERSIONS: text }).values.apiVersions).toEqual(versions);
  }
});

test("a value that is none is named with what it must be", () => {
  for (const [name, value, expected] of [
    ["PORT", "65536", "a whole number from 0 to 65535"],
    ["PORT", " 80", "a whole number from 0 to 65535"],
    ["DRAIN_TIMEOUT_MS", "10s", "a whole number from 0 to 600000"],
    ["MAX_REQUEST_MIB", "0", "a whole number from 1 to 64"],
    ["API_VERSIONS", "v3", "some of v1, v2, each once, with commas between them"],
    ["API_VERSIONS", "v1,v1", "some of v1, v2, each once, with commas between them"],
    ["API_VERSIONS", ",", "some of v1, v2, each once, with commas between them"],
  ] as const) {
    const fault = `${name}: ${JSON.stringify(value)} is not ${expected}.`;
    expect(() => readConfiguration(settings, { [name]: value })).toThrow(fault);
  }
});
