import { describe, expect, test } from "vitest";
import { arrangements, callFields, shortHeaderTimes, startAttacked } from "../testing/attacked-service.ts";
import {
  encodeFields,
  errorCodeOf,
  frame,
  frameFlags,
  frameTypes,
  headers,
  numberFrame,
  ping,
  settings,
  settingIds,
} from "../testing/http2-frames.ts";
import { statusOf } from "../testing/http2-status.ts";
import type { LimitName } from "./limit-report.ts";

// https://www.rfc-editor.org/rfc/rfc9113#section-7
const codes = { noError: 0, protocolError: 1, internalError: 2, refusedStream: 7, cancel: 8, enhanceYourCalm: 11 };

/** Streams of a client have odd numbers. */
const streamOf = (index: number): number => 1 + 2 * index;
const whole = frameFlags.endStream;
const hanging = callFields();

interface Flood {
  readonly name: string;
  /** What is sent first. */
  readonly begin?: readonly Buffer[];
  /** What is sent again and again. */
  readonly frames: (index: number) => Buffer;
  /** The code of the GOAWAY. */
  readonly code: number;
  readonly limit: LimitName;
}

const floods: readonly Flood[] = [
  {
    name: "streams that it resets at once (rapid reset, CVE-2023-44487)",
    frames: (index) =>
      Buffer.concat([
        headers(streamOf(index), hanging, whole),
        numberFrame(frameTypes.rstStream, streamOf(index), codes.cancel),
      ]),
    code: codes.internalError,
    limit: "http2_session",
  },
  {
    name: "streams that it makes the server reset (CVE-2025-8671)",
    frames: (index) =>
      Buffer.concat([headers(streamOf(index), hanging), numberFrame(frameTypes.windowUpdate, streamOf(index), 0)]),
    code: codes.protocolError,
    limit: "http2_session",
  },
  { name: "pings", frames: () => ping(), code: codes.enhanceYourCalm, limit: "control_frames" },
  { name: "settings", frames: () => settings(), code: codes.enhanceYourCalm, limit: "control_frames" },
  {
    name: "empty frames of data",
    begin: [headers(1, hanging)],
    frames: () => frame({ type: frameTypes.data, stream: 1 }),
    code: codes.internalError,
    limit: "http2_session",
  },
  {
    name: "headers without end (CONTINUATION, CVE-2024-28182)",
    begin: [frame({ type: frameTypes.headers, stream: 1, payload: encodeFields(hanging) })],
    frames: () => frame({ type: frameTypes.continuation, stream: 1, payload: encodeFields([["a", "b"]]) }),
    code: codes.internalError,
    limit: "http2_session",
  },
];

const isGoaway = ({ type }: { readonly type: number }): boolean => type === frameTypes.goaway;

for (const arrangement of arrangements) {
  describe(`over HTTP/2 in ${arrangement}`, () => {
    for (const { name, begin = [], frames, code, limit } of floods) {
      test(`a flood of ${name} is answered with GOAWAY`, async () => {
        await using attacked = await startAttacked(arrangement, {
          MAX_CONTROL_FRAMES: "50",
          MAX_CALLS_PER_CONNECTION: "20",
        });
        await using connection = await attacked.openHttp2();
        // In one TLS record: a client that still sends when the connection closes is reset, and may lose the GOAWAY.
        const flood = Array.from({ length: 80 }, (_, index) => frames(index));
        connection.socket.write(Buffer.concat([...begin, ...flood]));
        expect(errorCodeOf(await connection.frame(isGoaway))).toBe(code);
        await connection.closed;
        expect(await attacked.exceeded(limit)).toBe(1);
        await attacked.callWell();
      });
    }

    test("what is no HTTP/2 after its preface is answered with GOAWAY", async () => {
      await using attacked = await startAttacked(arrangement);
      await using connection = await attacked.openHttp2();
      connection.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      await connection.frame(isGoaway);
      await connection.closed;
      expect(await attacked.exceeded("http2_session")).toBe(1);
    });

    test("a stream beyond those that it may have open is refused, and the others live on", async () => {
      await using attacked = await startAttacked(arrangement, { MAX_CALLS_PER_CONNECTION: "2" });
      await using connection = await attacked.openHttp2();
      for (let index = 0; index < 3; index += 1) connection.socket.write(headers(streamOf(index), hanging));
      const refused = await connection.frame(({ type }) => type === frameTypes.rstStream);
      expect([refused.stream, errorCodeOf(refused)]).toEqual([streamOf(2), codes.refusedStream]);
      const body = frame({ type: frameTypes.data, flags: whole, stream: 1, payload: Buffer.from('{"userId":2}') });
      connection.socket.write(body);
      expect(statusOf(await connection.frame(({ type }) => type === frameTypes.headers))).toBe(200);
    });

    test("a flood of streams beyond those that it may have open is refused, then the connection closed", async () => {
      await using attacked = await startAttacked(arrangement, {
        MAX_CALLS_PER_CONNECTION: "2",
        MAX_CONTROL_FRAMES: "50",
      });
      await using connection = await attacked.openHttp2();
      for (let index = 0; index < 80; index += 1) connection.socket.write(headers(streamOf(index), hanging));
      await connection.frame(({ type }) => type === frameTypes.rstStream);
      // Not by its GOAWAY: over TLS that is lost behind the refusals that are still being written.
      await connection.closed;
      expect(await attacked.exceeded("http2_session")).toBe(1);
      await attacked.callWell();
    });

    test("headers that are too large get 431, of a client that never heard the limit too", async () => {
      await using attacked = await startAttacked(arrangement, { MAX_HEADER_KIB: "1" });
      await using connection = await attacked.openHttp2();
      connection.socket.write(headers(1, callFields({ "x-large": "x".repeat(1024) }), whole));
      expect(statusOf(await connection.frame(({ type }) => type === frameTypes.headers))).toBe(431);
      expect(await attacked.exceeded("header_size")).toBe(1);
    });

    test("one large header that is named again and again (HPACK bomb) resets its stream", async () => {
      await using attacked = await startAttacked(arrangement);
      await using connection = await attacked.openHttp2();
      // A literal that is put in the dynamic table (RFC 7541, section 6.2.1), and then references to its entry.
      const [kept, reference] = [0x40, 0xbe];
      const field = encodeFields([["x-large", "x".repeat(4000)]]);
      field.writeUInt8(kept);
      const references = Buffer.alloc(10_000, reference);
      const payload = Buffer.concat([encodeFields(hanging), field, references]);
      connection.socket.write(frame({ type: frameTypes.headers, flags: frameFlags.endHeaders, stream: 1, payload }));
      const reset = await connection.frame(({ type }) => type === frameTypes.rstStream);
      expect(errorCodeOf(reset)).toBe(codes.enhanceYourCalm);
      await attacked.callWell();
    });

    test("a client without calls gets GOAWAY after the idle time, however often it pings", async () => {
      await using attacked = await startAttacked(arrangement, {
        IDLE_TIMEOUT_MS: "200",
        MAX_CONTROL_FRAMES: "1000000",
      });
      await using connection = await attacked.openHttp2();
      connection.socket.write(headers(1, callFields({ "content-type": "text/plain" }), whole));
      // Each answer to a ping makes the next.
      connection.socket.on("data", () => connection.socket.write(ping())).write(ping());
      expect(errorCodeOf(await connection.frame(isGoaway))).toBe(codes.noError);
      await connection.closed;
      expect(await attacked.exceeded("idle")).toBe(1);
    });

    test("a client with a call is not idle", async () => {
      await using attacked = await startAttacked(arrangement, { IDLE_TIMEOUT_MS: "200" });
      await using connection = await attacked.openHttp2();
      connection.socket.write(callOf(1));
      await attacked.service.begun;
      // Another one comes and is closed in the meantime.
      await using idle = await attacked.openHttp2();
      await idle.closed;
      attacked.service.release();
      expect(statusOf(await connection.frame(({ type }) => type === frameTypes.headers))).toBe(200);
    });

    test("a client that never says its settings is closed after the header time", async () => {
      await using attacked = await startAttacked(arrangement, { HEADER_TIMEOUT_MS: shortHeaderTimes[arrangement] });
      await using connection = await attacked.open({ protocol: "h2" });
      connection.socket.write("PRI * HTTP/2.0\r\n\r\nSM");
      await connection.closed;
      expect(await attacked.exceeded("header_time")).toBe(1);
      await attacked.callWell();
    });

    test("an answer that its client does not read is cut", async () => {
      await using attacked = await startAttacked(arrangement, { STALL_TIMEOUT_MS: "200" });
      await using connection = await attacked.openHttp2();
      connection.socket.write(settings([settingIds.initialWindowSize, 0]));
      connection.socket.write(callOf(2));
      const reset = await connection.frame(({ type }) => type === frameTypes.rstStream);
      expect(errorCodeOf(reset)).toBe(codes.cancel);
      expect(await attacked.exceeded("unread_answer")).toBe(1);
    });

    test("a body that stops, or trickles, ends the call and its stream", async () => {
      for (const [stallMs, wholeMs] of [
        ["200", "60000"],
        ["60000", "200"],
      ] as const) {
        await using attacked = await startAttacked(arrangement, {
          STALL_TIMEOUT_MS: stallMs,
          REQUEST_TIMEOUT_MS: wholeMs,
        });
        await using connection = await attacked.openHttp2();
        connection.socket.write(headers(1, hanging));
        connection.socket.write(frame({ type: frameTypes.data, stream: 1, payload: Buffer.from("{") }));
        expect(statusOf(await connection.frame(({ type }) => type === frameTypes.headers))).toBe(504);
        const reset = await connection.frame(({ type }) => type === frameTypes.rstStream);
        expect(errorCodeOf(reset)).toBe(codes.noError);
        expect(await attacked.exceeded("body_time")).toBe(1);
      }
    });
  });
}

/** A whole call of a user. */
function callOf(userId: number): Buffer {
  const payload = Buffer.from(JSON.stringify({ userId }));
  return Buffer.concat([headers(1, hanging), frame({ type: frameTypes.data, flags: whole, stream: 1, payload })]);
}
