import { isUnknownEnum, type DescEnum, type UnknownEnum } from "@bufbuild/protobuf";

/** A number as a value of an enum that does not name it, as a newer client may send. Fails when the enum names it. */
export function unknownEnum(desc: DescEnum, value: number): UnknownEnum {
  if (isUnknownEnum(desc, value)) return value;
  throw new Error(`${desc.typeName} names the number ${value}`);
}
