import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type AttackedService, arrangements, callFields, path, startAttacked } from "../testing/attacked-service.ts";
import { frame, frameFlags, frameTypes, headers } from "../testing/http2-frames.ts";
import { statusOf } from "../testing/http2-status.ts";

const MIB = 1024 * 1024;
const zeros = Buffer.alloc(64 * MIB);
/** Some 64 KiB, or some bytes, that become 64 MiB. */
const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros) };
const large = Buffer.alloc(MIB + 1, " ");

interface Case {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const json = { "content-type": "application/json" };
const cases: readonly Case[] = [
  { name: "a message that is too large", headers: json, body: large },
  { name: "a bomb in gzip", headers: { ...json, "content-encoding": "gzip" }, body: bombs.gzip },
  { name: "a bomb in brotli", headers: { ...json, "content-encoding": "br" }, body: bombs.br },
];

/** A message of gRPC. */
function envelope(payload: Buffer, isCompressed: boolean): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0);
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

const grpc = { "content-type": "application/grpc+json", te: "trailers" };
const grpcCases: readonly Case[] = [
  { name: "a message that is too large", headers: grpc, body: envelope(large, false) },
  { name: "a bomb in gzip", headers: { ...grpc, "grpc-encoding": "gzip" }, body: envelope(bombs.gzip, true) },
  { name: "a message that says it has 4 GiB", headers: grpc, body: Buffer.from([0, 255, 255, 255, 255, 1]) },
];

async function attack(arrangement: (typeof arrangements)[number]): Promise<AttackedService> {
  return await startAttacked(arrangement, { MAX_REQUEST_MIB: "1" });
}

for (const arrangement of arrangements) {
  describe(`in ${arrangement}`, () => {
    for (const { name, headers: fields, body } of cases) {
      test(`${name} gets resource_exhausted over HTTP/1.1, whether its length is told or not`, async () => {
        await using attacked = await attack(arrangement);
        const head = Object.entries(fields).map(([key, value]) => `${key}: ${value}\r\n`);
        const start = `POST ${path} HTTP/1.1\r\nHost: a\r\n${head.join("")}`;
        const chunk = Buffer.concat([
          Buffer.from(`${body.length.toString(16)}\r\n`),
          body,
          Buffer.from("\r\n0\r\n\r\n"),
        ]);
        for (const [framing, bytes] of [
          [`Content-Length: ${body.length}`, body],
          ["Transfer-Encoding: chunked", chunk],
        ] as const) {
          await using connection = await attacked.open();
          connection.socket.write(`${start}${framing}\r\n\r\n`);
          connection.socket.write(bytes);
          await connection.text('"code":"resource_exhausted"');
          expect(connection.received().toString()).toMatch(/^HTTP\/1\.1 429 /);
        }
        expect(await attacked.exceeded("message_size")).toBe(2);
        await attacked.callWell();
      });
    }

    for (const { name, headers: fields, body } of grpcCases) {
      test(`${name} gets grpc-status 8 over HTTP/2`, async () => {
        await using attacked = await attack(arrangement);
        await using connection = await attacked.openHttp2();
        connection.socket.write(headers(1, callFields(fields)));
        // In frames of the size that every server takes, as far as the window that it opens at first goes.
        const sent = body.subarray(0, 65_535);
        for (let at = 0; at < sent.length; at += 16_384) {
          const payload = sent.subarray(at, at + 16_384);
          connection.socket.write(frame({ type: frameTypes.data, stream: 1, payload }));
        }
        if (sent.length === body.length) {
          connection.socket.write(frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1 }));
        }
        const first = await connection.frame(({ type }) => type === frameTypes.headers);
        expect(statusOf(first)).toBe(200);
        const last = await connection.frame(
          ({ type, flags }) => type === frameTypes.headers && (flags & frameFlags.endStream) !== 0,
        );
        // A literal of one byte without Huffman coding: no code is shorter.
        expect(last.payload.includes("\u00018")).toBe(true);
        expect(await attacked.exceeded("message_size")).toBe(1);
        await attacked.callWell();
      });
    }
  });
}
