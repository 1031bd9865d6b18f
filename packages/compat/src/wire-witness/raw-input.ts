import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { toHex } from "./hex.ts";

/** A message with one length-delimited field, in hex: what no runtime would write, but others may. */
export function bytesOf(fieldNumber: number, content: Uint8Array): string {
  return toHex(new BinaryWriter().tag(fieldNumber, WireType.LengthDelimited).bytes(content).finish());
}
