import * as fc from "fast-check";
import { callFields, path } from "./attacked-service.ts";
import { type Frame, encodeFields, frame, frameFlags, frameTypes, headers } from "./http2-frames.ts";

const body = '{"userId":2}';
const http1 = [
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n${body}\r\n0\r\nX: y\r\n\r\n`,
  `GET ${path}?connect=v1&encoding=json&message=%7B%22userId%22%3A2%7D HTTP/1.1\r\nHost: a\r\n\r\n`,
  `POST ${path} HTTP/1.0\r\nHost: a\r\nContent-Type: application/grpc-web+json\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0`,
  `OPTIONS ${path} HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
].map((text) => Buffer.from(text, "latin1"));
const http2 = [
  headers(1, callFields()),
  frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 1, payload: Buffer.from(body) }),
  headers(3, callFields({ "content-type": "application/grpc+json", te: "trailers" })),
  frame({ type: frameTypes.data, flags: frameFlags.endStream, stream: 3, payload: Buffer.alloc(5) }),
];

/** One change to some bytes. */
interface Mutation {
  readonly kind: "insert" | "replace" | "remove" | "repeat";
  /** Where, as a part of their length. */
  readonly place: number;
  readonly junk: Uint8Array;
}

const place = fc.double({ min: 0, max: 1, noNaN: true });
const junk = fc.uint8Array({ maxLength: 24 });
const mutation = fc.record({ kind: fc.constantFrom("insert", "replace", "remove", "repeat"), place, junk });

function mutate(bytes: Buffer, { kind, place: part, junk: added }: Mutation): Buffer {
  const at = Math.floor(part * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === "insert") return Buffer.concat([before, added, after]);
  if (kind === "replace") return Buffer.concat([before, added, after.subarray(added.length)]);
  if (kind === "remove") return Buffer.concat([before, after.subarray(added.length)]);
  return Buffer.concat([bytes, before]);
}

function mutated(valid: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.array(fc.constantFrom(...valid), { minLength: 1, maxLength: 4 }), fc.array(mutation, { maxLength: 3 }))
    .map(([parts, mutations]) => mutations.reduce<Buffer>(mutate, Buffer.concat(parts)));
}

const anyText = fc.string({ unit: fc.nat(255).map((code) => String.fromCodePoint(code)), maxLength: 20 });
const names = [
  "Host",
  "Content-Type",
  "Content-Length",
  "Content-Encoding",
  "Connect-Timeout-Ms",
  "Expect",
  "X-Request-Id",
];
const field = fc.tuple(fc.oneof(fc.constantFrom(...names), anyText), anyText);
const madeHttp1 = fc
  .record({
    method: fc.constantFrom("GET", "POST", "OPTIONS", "CONNECT", "HEAD"),
    target: fc.oneof(
      fc.constant(path),
      anyText,
      anyText.map((text) => `${path}?${text}`),
    ),
    version: fc.constantFrom("1.1", "1.0", "0.9"),
    fields: fc.array(field, { maxLength: 4 }),
  })
  .map(({ method, target, version, fields }) => {
    const lines = [["Host", "a"], ...fields].map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`${method} ${target} HTTP/${version}\r\n${lines.join("")}\r\n`, "latin1");
  });

const anyFrame = fc
  .record({
    type: fc.nat(12),
    flags: fc.constantFrom(0, 1, 4, 5, 8, 0x20, 0xff),
    stream: fc.constantFrom(0, 1, 2, 3, 5, 0x7f_ff_ff_ff),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
      fc.dictionary(anyText, anyText, { maxKeys: 3 }).map((more) => encodeFields(callFields(more))),
    ),
  })
  .map((made: Frame) => frame(made));

/** What a client might say over HTTP/1.1 that is nearly a request, or none at all. */
export const hostileHttp1: fc.Arbitrary<Buffer> = fc.oneof(
  mutated(http1),
  madeHttp1,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

/** What a client might say over HTTP/2 after its preface. */
export const hostileHttp2: fc.Arbitrary<Buffer> = fc.oneof(
  mutated(http2),
  fc
    .array(fc.oneof(anyFrame, fc.constantFrom(...http2)), { minLength: 1, maxLength: 8 })
    .map((all) => Buffer.concat(all)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
