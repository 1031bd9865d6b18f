import { describe, expect, test } from "vitest";
import { arrangements, path, shortHeaderTimes, startAttacked } from "../testing/attacked-service.ts";
import { openRaw } from "../testing/raw-connection.ts";

const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
/** A whole call of a user. */
function callOf(userId: number): string {
  const body = JSON.stringify({ userId });
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
}

for (const arrangement of arrangements) {
  describe(`over HTTP/1.1 in ${arrangement}`, () => {
    test("a head that is too large gets 431", async () => {
      await using attacked = await startAttacked(arrangement, { MAX_HEADER_KIB: "1" });
      await using connection = await attacked.open();
      connection.socket.write(`${head}X-Large: ${"x".repeat(1024)}\r\n\r\n`);
      await connection.text("HTTP/1.1 431 Request Header Fields Too Large");
      await connection.closed;
      expect(await attacked.exceeded("header_size")).toBe(1);
      await attacked.callWell();
    });

    test("a head that does not end gets 408 (slowloris)", async () => {
      await using attacked = await startAttacked(arrangement, { HEADER_TIMEOUT_MS: shortHeaderTimes[arrangement] });
      await using connection = await attacked.open();
      connection.socket.write(head);
      await connection.text("HTTP/1.1 408 Request Timeout");
      await connection.closed;
      expect(await attacked.exceeded("header_time")).toBe(1);
      await attacked.callWell();
    });

    test("a connection that says nothing is closed", async () => {
      await using attacked = await startAttacked(arrangement, { HEADER_TIMEOUT_MS: shortHeaderTimes[arrangement] });
      await using connection = await attacked.open();
      await connection.closed;
      expect(await attacked.exceeded("header_time")).toBe(1);
      await attacked.callWell();
    });

    for (const [what, stallMs, wholeMs] of [
      ["stops", "200", "60000"],
      ["takes too long", "60000", "200"],
    ] as const) {
      test(`a body that ${what} gets deadline_exceeded`, async () => {
        await using attacked = await startAttacked(arrangement, {
          STALL_TIMEOUT_MS: stallMs,
          REQUEST_TIMEOUT_MS: wholeMs,
        });
        await using connection = await attacked.open();
        connection.socket.write(`${head}Content-Length: 100\r\n\r\n{`);
        await connection.text("HTTP/1.1 504 Gateway Timeout");
        await connection.text('"code":"deadline_exceeded"');
        expect(await attacked.exceeded("body_time")).toBe(1);
        await attacked.callWell();
      });
    }

    test("a call behind one that closes the connection harms nobody", async () => {
      await using attacked = await startAttacked(arrangement);
      await using connection = await attacked.open();
      const query = "?connect=v1&encoding=json&message=%7B%22userId%22%3A2%7D";
      const last = `GET ${path}${query} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
      connection.socket.write(`OPTIONS ${path} HTTP/1.1\r\nHost: a\r\n\r\n${last}${callOf(2)}`);
      await connection.closed;
      // Its request is aborted when nobody listens to it any more: without a listener that would end the process.
      await expect(attacked.callWell()).resolves.toBeUndefined();
    });

    test("a body that nobody waits for any more ends its connection after the answer", async () => {
      await using attacked = await startAttacked(arrangement, { STALL_TIMEOUT_MS: "200" });
      await using connection = await attacked.open();
      connection.socket.write("POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      await connection.closed;
      expect(connection.received().toString()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      await attacked.callWell();
    });

    test("a connection without calls is closed after the idle time", async () => {
      await using attacked = await startAttacked(arrangement, { IDLE_TIMEOUT_MS: "200" });
      await using connection = await attacked.open();
      connection.socket.write(callOf(2));
      await connection.text("HTTP/1.1 200 OK");
      await connection.closed;
      expect(await attacked.exceeded("idle")).toBe(1);
    });

    test("a call that is being served outlives all of these times", async () => {
      const headerTime = shortHeaderTimes[arrangement];
      const limits = { IDLE_TIMEOUT_MS: "200", STALL_TIMEOUT_MS: "200", HEADER_TIMEOUT_MS: headerTime };
      await using attacked = await startAttacked(arrangement, limits);
      await using connection = await attacked.open();
      connection.socket.write(callOf(1));
      await attacked.service.begun;
      for (let count = 0; count < 2; count += 1) {
        await using other = await attacked.open();
        await other.closed;
      }
      attacked.service.release();
      await connection.text("{}");
      expect(connection.received().toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    });

    test("more pipelined calls than one connection may have close it", async () => {
      await using attacked = await startAttacked(arrangement, { MAX_CALLS_PER_CONNECTION: "3" });
      await using connection = await attacked.open();
      connection.socket.write(callOf(1).repeat(10));
      await connection.closed;
      expect(await attacked.exceeded("calls_per_connection")).toBe(1);
      await attacked.callWell();
    });

    test("connections beyond those that the port may have are closed at once", async () => {
      await using attacked = await startAttacked(arrangement, { MAX_CONNECTIONS: "2" });
      await using first = await attacked.open();
      await using second = await attacked.open();
      const third = attacked.open();
      // Over TLS even the handshake fails.
      await third.then(async (connection) => await connection.closed).catch(() => undefined);
      expect(await attacked.exceeded("connections")).toBe(1);
      await first[Symbol.asyncDispose]();
      second.socket.write(callOf(2));
      await second.text("HTTP/1.1 200 OK");
    });
  });
}

test("a TLS handshake that does not come is waited for no longer than a head", async () => {
  await using attacked = await startAttacked("TLS", { HEADER_TIMEOUT_MS: shortHeaderTimes.TLS });
  await using connection = await openRaw(attacked.service.url.replace("https", "http"));
  await connection.closed;
  expect(await attacked.exceeded("header_time")).toBe(1);
  await attacked.callWell();
});

test("the log has each refusal at the level debug, and none above it", async () => {
  for (const [level, lines] of [
    ["debug", 1],
    ["info", 0],
  ] as const) {
    await using attacked = await startAttacked("cleartext", { MAX_HEADER_KIB: "1", LOG_LEVEL: level });
    await using connection = await attacked.open();
    connection.socket.write(`GET /${"x".repeat(2000)} HTTP/1.1\r\n`);
    await connection.closed;
    const logged = attacked.service.logged.filter((line) => line.includes("limit exceeded"));
    expect(logged).toHaveLength(lines);
    for (const line of logged) {
      expect(JSON.parse(line)).toMatchObject({ level: "debug", limit: "header_size", code: "HPE_HEADER_OVERFLOW" });
    }
  }
});
