import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** One field of an encoded message. */
export interface FieldRange {
  readonly number: number;
  readonly wireType: WireType;
  /** Offset of the field's tag. */
  readonly tag: number;
  /** Offset of the value; of a length-delimited field, of what comes after its length. */
  readonly start: number;
  /** Offset behind the value. */
  readonly end: number;
}

/**
 * Where the fields of an encoded message are, without decoding them
 * (https://protobuf.dev/programming-guides/encoding/).
 * @throws when the bytes are no message
 */
export function splitFields(bytes: Uint8Array): FieldRange[] {
  const reader = new BinaryReader(bytes);
  const fields: FieldRange[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.pos;
    const [number, wireType] = reader.tag();
    let start = reader.pos;
    if (wireType === WireType.LengthDelimited) {
      const length = reader.uint32();
      start = reader.pos;
      if (start + length > reader.len) throw new RangeError("a field is longer than its message");
      reader.pos = start + length;
    } else reader.skip(wireType, number);
    fields.push({ number, wireType, tag, start, end: reader.pos });
  }
  return fields;
}
