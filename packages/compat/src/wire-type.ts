import type { Attributes } from "@breakwater/schema";
import { plainText } from "./plain-text.ts";

/** What differs between two scalar types: only the sign, the width, or more. */
export type TypeChange = "sign" | "width" | "other";

interface IntegerType {
  readonly encoding: "varint" | "zigzag" | "fixed";
  readonly bits: 32 | 64;
  readonly isSigned: boolean;
}

const integers: Readonly<Record<string, IntegerType>> = {
  int32: { encoding: "varint", bits: 32, isSigned: true },
  uint32: { encoding: "varint", bits: 32, isSigned: false },
  int64: { encoding: "varint", bits: 64, isSigned: true },
  uint64: { encoding: "varint", bits: 64, isSigned: false },
  sint32: { encoding: "zigzag", bits: 32, isSigned: true },
  sint64: { encoding: "zigzag", bits: 64, isSigned: true },
  fixed32: { encoding: "fixed", bits: 32, isSigned: false },
  sfixed32: { encoding: "fixed", bits: 32, isSigned: true },
  fixed64: { encoding: "fixed", bits: 64, isSigned: false },
  sfixed64: { encoding: "fixed", bits: 64, isSigned: true },
};

/**
 * What differs between the types of two fields, undefined for the same type. Two widths of one encoding of varints
 * differ in width, whatever their sign; everything that is not two integers of one encoding is "other".
 */
export function typeChange(before: Attributes, after: Attributes): TypeChange | undefined {
  if (typeText(before) === typeText(after) && before["keyType"] === after["keyType"]) return undefined;
  if (before["keyType"] !== after["keyType"]) return "other";
  const [one, other] = [integers[plainText(before["type"])], integers[plainText(after["type"])]];
  if (one === undefined || other === undefined || one.encoding !== other.encoding) return "other";
  if (one.bits === other.bits) return "sign";
  return one.encoding === "fixed" ? "other" : "width";
}

/** The type of a field as a schema writes it: `int32`, `a.v1.M`, `map<string, a.v1.M>`. */
export function typeText({ type, typeName, keyType }: Attributes): string {
  const name = plainText(typeName ?? type);
  return keyType === undefined ? name : `map<${plainText(keyType)}, ${name}>`;
}
