import * as fc from "fast-check";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HealthState } from "../health/health-state.ts";
import { openRaw } from "../testing/raw-connection.ts";
import { type AdminPort, listenForOperators } from "./admin-port.ts";
import { defaultLimits } from "./limits.ts";

const limits = { ...defaultLimits, headerTimeoutMs: 200, maxHeaderKib: 1 };
let port: AdminPort;
beforeEach(async () => {
  const options = {
    host: "127.0.0.1",
    port: 0,
    health: new HealthState(),
    metrics: new Registry(),
    build: { name: "books", version: "1.0.0", commit: "unknown" },
    limits,
  };
  port = await listenForOperators(options);
});
afterEach(async () => await port[Symbol.asyncDispose]());

/** What the private port says to some bytes until it closes the connection. */
async function answerTo(bytes: string | Uint8Array): Promise<string> {
  await using connection = await openRaw(port.url);
  connection.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  await connection.closed;
  return connection.received().toString("latin1");
}

const malformed: readonly (readonly [name: string, request: string, status: number])[] = [
  ["no Host", "GET /livez HTTP/1.1\r\n\r\n", 400],
  ["an absolute target", "GET http://a/livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400],
  ["a target that is none", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400],
  ["a Host that is none", "GET /livez HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n", 400],
  ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["bytes that are no HTTP", "\x16\x03\x01", 400],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ["a head that is too large", `GET /${"x".repeat(2000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
  ["a head without end", "GET /livez HTTP/1.1\r\nHost: a\r\n", 408],
];
for (const [name, request, status] of malformed) {
  test(`a request with ${name} gets ${status} on the private port, which lives on`, async () => {
    expect(await answerTo(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await fetch(`${port.url}/livez`)).status).toBe(200);
  });
}

test("a client that asks for a tunnel and resets it harms nobody", async () => {
  for (let count = 0; count < 20; count += 1) {
    await using connection = await openRaw(port.url);
    connection.socket.write("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nmore");
    await connection.text("400");
    connection.socket.resetAndDestroy();
    // An error of its socket that nobody listens to would end the process.
    expect((await fetch(`${port.url}/livez`)).status).toBe(200);
  }
});

test("no bytes are a failure of the private port, and each connection ends", async () => {
  const starts = fc.constantFrom("", "GET /", "GET /metrics HTTP/1.1\r\nHost: a\r\n", "HEAD /readyz?");
  await fc.assert(
    fc.asyncProperty(starts, fc.uint8Array({ maxLength: 64 }), async (start, bytes) => {
      const end = "\r\nConnection: close\r\n\r\n";
      const answer = await answerTo(Buffer.concat([Buffer.from(start), bytes, Buffer.from(end)]));
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
      expect((await fetch(`${port.url}/livez`)).status).toBe(200);
    }),
    { numRuns: 50 },
  );
}, 30_000);
