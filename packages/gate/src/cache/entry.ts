import { createHash } from "node:crypto";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** What is wrong with an entry that cannot be used; continues "an entry was …". */
export type EntryFault = "damaged" | "written by another version";

// To be counted up when what is kept, or what it follows from, changes its meaning.
const format = "breakwater cache 1\n";

const digestLength = 32;

/** The bytes of an entry: the format, a SHA-256 of the rest and of its name, and the compressed content. */
export function encodeEntry(content: Uint8Array, name: string): Uint8Array {
  const compressed = zstdCompressSync(content, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  return Buffer.concat([Buffer.from(format), checksum(compressed, name), compressed]);
}

/** What is in an entry, or why it cannot be used. */
export function decodeEntry(bytes: Buffer, name: string): { content: Buffer } | { fault: EntryFault } {
  const isOurs = bytes.subarray(0, format.length).equals(Buffer.from(format));
  const start = format.length + digestLength;
  const compressed = bytes.subarray(start);
  if (isOurs && bytes.subarray(format.length, start).equals(checksum(compressed, name))) {
    return { content: zstdDecompressSync(compressed) };
  }
  const isOther = !isOurs && /^breakwater cache \d+\n/.test(bytes.subarray(0, 40).toString("latin1"));
  return { fault: isOther ? "written by another version" : "damaged" };
}

function checksum(content: Uint8Array, name: string): Buffer {
  return createHash("sha256").update(`${name}\0`).update(content).digest();
}
