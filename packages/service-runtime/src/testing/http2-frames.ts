/** A frame of HTTP/2 (RFC 9113, section 4.1). */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** 0 is the connection itself. */
  readonly stream: number;
  readonly payload: Buffer;
}

/** Header fields in the order that they are sent in. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** What a client sends first (RFC 9113, section 3.4). */
export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Types of frames (RFC 9113, section 6). */
export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames; which one a bit is depends on the type. */
export const frameFlags = { none: 0, endStream: 1, ack: 1, endHeaders: 4 } as const;

/** Names of settings (RFC 9113, section 6.5.2). */
export const settingIds = { headerTableSize: 1, initialWindowSize: 4 } as const;

const HEAD_BYTES = 9;

/** The bytes of a frame; all that is left out is 0 or empty. */
export function frame({ type = 0, flags = 0, stream = 0, payload = Buffer.alloc(0) }: Partial<Frame>): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The whole frames that bytes begin with. */
export function parseFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const end = at + HEAD_BYTES + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    frames.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + HEAD_BYTES, end),
    });
    at = end;
  }
  return frames;
}

/** A SETTINGS frame. */
export function settings(...entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  for (const [index, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame({ type: frameTypes.settings, payload });
}

/** A HEADERS frame with all of its fields. */
export function headers(stream: number, fields: Fields, flags: number = frameFlags.none): Buffer {
  return frame({
    type: frameTypes.headers,
    flags: flags | frameFlags.endHeaders,
    stream,
    payload: encodeFields(fields),
  });
}

/** A frame whose payload is one number of 32 bits: RST_STREAM with a code, or WINDOW_UPDATE with an increment. */
export function numberFrame(type: number, stream: number, value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return frame({ type, stream, payload });
}

/** A PING frame. */
export function ping(): Buffer {
  return frame({ type: frameTypes.ping, payload: Buffer.alloc(8) });
}

/** The error code of a RST_STREAM or GOAWAY frame (RFC 9113, section 7). */
export function errorCodeOf({ type, payload }: Frame): number {
  return payload.readUInt32BE(type === frameTypes.goaway ? 4 : 0);
}

/** Fields as HPACK literals without indexing, without Huffman coding (RFC 7541, section 6.2.2). */
export function encodeFields(fields: Fields): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), encodeText(name), encodeText(value)]));
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([encodeLength(bytes.length), bytes]);
}

/** An integer with a prefix of 7 bits (RFC 7541, section 5.1). */
function encodeLength(length: number): Buffer {
  if (length < 127) return Buffer.of(length);
  const bytes = [127];
  let left = length - 127;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.of(...bytes, left);
}
