import { expect, test } from "vitest";
import { arrangements, callFields, path, startAttacked } from "../testing/attacked-service.ts";
import { frame, frameFlags, frameTypes, headers } from "../testing/http2-frames.ts";
import { statusOf } from "../testing/http2-status.ts";

const body = '{"userId":2}';
const rest = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;

const wellFormed = [
  `POST ${path} HTTP/1.1\r\nHost: localhost:8080\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: [::1]:8080\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: shop_1.example\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nX-Request-Id: \u00ff\r\n${rest}`,
];
const malformedHosts = [
  "",
  "[",
  "[::1",
  "::1",
  "a b",
  "a/b",
  "a@b",
  "a?b",
  "a#b",
  "a\\b",
  "%",
  "http://a",
  "a:99999",
  "\u00ff",
];
const malformed = [
  ...malformedHosts.map((host) => `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${rest}`),
  `POST ${path} HTTP/1.0\r\n${rest}`,
  `POST ${path} HTTP/1.0\r\nHost: 127.0.0.1\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nHost: b\r\n${rest}`,
  `POST http://a${path} HTTP/1.1\r\nHost: a\r\n${rest}`,
  `OPTIONS * HTTP/1.1\r\nHost: a\r\n${rest}`,
  `CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n`,
  `POST ${path}?\u00e9 HTTP/1.1\r\nHost: a\r\n${rest}`,
  `POST ${path}\0 HTTP/1.1\r\nHost: a\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nX Y: z\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nX: \0\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nConnect-Timeout-Ms: -1\r\n${rest}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX Y: z\r\n\r\n`,
  `GET ${path}?connect=v1&encoding=json&message=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  `GET ${path}?connect=v1&encoding=proto&base64=1&message=* HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  `NONSENSE\r\n\r\n`,
];

for (const arrangement of arrangements) {
  test(`a malformed request over HTTP/1.1 in ${arrangement} gets 400, and ends its connection at most`, async () => {
    await using attacked = await startAttacked(arrangement);
    const statuses = async (requests: readonly string[]): Promise<string[]> =>
      await Promise.all(
        requests.map(async (request) => {
          await using connection = await attacked.open();
          connection.socket.write(request, "latin1");
          await connection.closed;
          return `${connection.received().toString("latin1").slice(9, 12)} ${request}`;
        }),
      );
    expect(await statuses(malformed)).toEqual(malformed.map((request) => `400 ${request}`));
    expect(await attacked.exceeded("malformed_request")).toBeGreaterThan(malformedHosts.length);
    expect((await statuses(wellFormed)).filter((line) => !line.startsWith("200"))).toEqual([]);
    expect(attacked.service.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    await attacked.callWell();
  });

  test(`a malformed request over HTTP/2 in ${arrangement} gets 400 or its stream is reset`, async () => {
    const cases: readonly (readonly [Readonly<Record<string, string>>, number | "reset"])[] = [
      [{ ":authority": "[" }, 400],
      [{ ":authority": "a/b" }, "reset"],
      [{ host: "other" }, 400],
      [{ host: "LocalHost" }, 200],
      [{ "x-request-id": "\u00ff" }, 200],
      [{ ":path": `${path}?\u00e9` }, 200],
      [{ ":authority": "\u00ff" }, "reset"],
      [{ ":path": "*" }, "reset"],
      [{ ":path": "a" }, "reset"],
      [{ ":path": "" }, "reset"],
      [{ ":method": "CONNECT" }, "reset"],
      [{ ":method": "a b" }, "reset"],
      [{ ":other": "a" }, "reset"],
      [{ "Upper-Case": "a" }, "reset"],
      [{ connection: "close" }, "reset"],
      [{ "transfer-encoding": "chunked" }, "reset"],
    ];
    await using attacked = await startAttacked(arrangement);
    for (const [fields, expected] of cases) {
      await using connection = await attacked.openHttp2();
      const data = frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1, payload: Buffer.from(body) });
      connection.socket.write(Buffer.concat([headers(1, callFields(fields)), data]));
      const answer = await connection.frame(({ stream }) => stream === 1);
      expect([fields, statusOf(answer) ?? "reset"]).toEqual([fields, expected]);
    }
    await attacked.callWell();
  });

  test(`trailers that are none reset their stream over HTTP/2 in ${arrangement}, and end the call`, async () => {
    await using attacked = await startAttacked(arrangement);
    for (const name of [":path", "X Y", "connection"]) {
      await using connection = await attacked.openHttp2();
      const trailers = headers(1, [[name, "a"]], frameFlags.endStream);
      connection.socket.write(Buffer.concat([headers(1, callFields()), trailers]));
      const answer = await connection.frame(({ stream }) => stream === 1);
      expect(answer.type).toBe(frameTypes.rstStream);
    }
    await attacked.callWell();
  });
}
