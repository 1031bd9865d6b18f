/** A length-prefixed message of gRPC and gRPC-Web. */
export interface Frame {
  /** 0 for a message that is not compressed, 0x80 for the trailers of gRPC-Web. */
  readonly flags: number;
  readonly data: Buffer;
}

// One byte of flags, four of length, big-endian.
const PREFIX = 5;

/** Encodes a frame (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message"). */
export function frame(flags: number, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(PREFIX + data.length);
  bytes.writeUInt8(flags, 0);
  bytes.writeUInt32BE(data.length, 1);
  bytes.set(data, PREFIX);
  return bytes;
}

/** Decodes the frames of a whole body. Throws a RangeError where it ends inside of one. */
export function framesOf(body: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < body.length;) {
    const end = at + PREFIX + body.readUInt32BE(at + 1);
    if (end > body.length) throw new RangeError(`a frame of ${end - at} bytes, of which ${body.length - at} came`);
    frames.push({ flags: body.readUInt8(at), data: body.subarray(at + PREFIX, end) });
    at = end;
  }
  return frames;
}
