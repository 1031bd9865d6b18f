import { frameTypes, type Frame } from "./http2-frames.ts";

// The entries of the static table for :status, from index 8 on (RFC 7541, appendix A).
const FIRST_INDEX = 8;
const indexed = [200, 204, 206, 304, 400, 404, 500];
const TABLE_SIZE_UPDATE = 0x20;
const INDEXED = 0x80;

/**
 * The status in the first header block of a response; undefined for frames of another kind. The server must have been
 * told that there is no dynamic table, and to have written the status first, which it has to.
 */
export function statusOf({ type, payload }: Frame): number | undefined {
  if (type !== frameTypes.headers) return undefined;
  const at = payload.findIndex((byte) => (byte & 0xe0) !== TABLE_SIZE_UPDATE);
  const first = payload.at(at) ?? 0;
  if ((first & INDEXED) !== 0) return indexed[(first & 0x7f) - FIRST_INDEX];
  // A literal: its length, with the highest bit for Huffman coding, and its text.
  const length = payload.at(at + 1) ?? 0;
  const text = payload.subarray(at + 2, at + 2 + (length & 0x7f));
  return Number((length & 0x80) === 0 ? text.toString("latin1") : huffmanDigits(text));
}

/** Digits in the Huffman code of HPACK (RFC 7541, appendix B): 0, 1 and 2 have five bits, the others six. */
function huffmanDigits(bytes: Buffer): string {
  let bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let digits = "";
  while (digits.length < 3) {
    const isShort = bits.startsWith("000");
    const code = Number.parseInt(bits.slice(0, isShort ? 5 : 6), 2);
    digits += String(isShort ? code : code - 22);
    bits = bits.slice(isShort ? 5 : 6);
  }
  return digits;
}
