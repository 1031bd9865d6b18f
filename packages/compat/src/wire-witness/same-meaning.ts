import type { DescField } from "@bufbuild/protobuf";
import { type ReflectMessage, isReflectList, isReflectMap, isReflectMessage } from "@bufbuild/protobuf/reflect";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { type Translate, counterpartOf, isSameEnumValue } from "./counterpart.ts";
import { toHex } from "./hex.ts";

/**
 * Whether a reader has understood what a writer meant: the same fields are set, by name or under their new name, and
 * to the same values. A number means the same in another integer type, and so do bytes that are the text of a string.
 */
export function isSameMeaning(writer: ReflectMessage, reader: ReflectMessage, translate: Translate): boolean {
  const written = writer.fields.filter((field) => writer.isSet(field));
  const read = reader.fields.filter((field) => reader.isSet(field));
  if (written.length !== read.length) return false;
  return written.every((field) => {
    const other = counterpartOf(field, reader.desc, translate);
    if (other === undefined || !reader.isSet(other)) return false;
    return isSameValue({ field, value: writer.get(field) }, { field: other, value: reader.get(other) }, translate);
  });
}

interface Value {
  readonly field: DescField;
  readonly value: unknown;
}

function isSameValue(writer: Value, reader: Value, translate: Translate): boolean {
  if (isReflectList(writer.value) || isReflectList(reader.value)) {
    const written = [...itemsOf(writer.value)];
    const read = [...itemsOf(reader.value)];
    if (written.length !== read.length) return false;
    return written.every((value, index) => {
      return isSameItem({ ...writer, value }, { ...reader, value: read[index] }, translate);
    });
  }
  if (isReflectMap(writer.value) || isReflectMap(reader.value)) {
    if (!isReflectMap(writer.value) || !isReflectMap(reader.value)) return false;
    if (writer.value.size !== reader.value.size) return false;
    const read = new Map([...reader.value].map(([key, value]) => [String(key), value]));
    return [...writer.value].every(([key, value]) => {
      if (!read.has(String(key))) return false;
      return isSameItem({ ...writer, value }, { ...reader, value: read.get(String(key)) }, translate);
    });
  }
  return isSameItem(writer, reader, translate);
}

function itemsOf(value: unknown): Iterable<unknown> {
  return isReflectList(value) ? value : [value];
}

function isSameItem(writer: Value, reader: Value, translate: Translate): boolean {
  if (isReflectMessage(writer.value) || isReflectMessage(reader.value)) {
    if (!isReflectMessage(writer.value) || !isReflectMessage(reader.value)) return false;
    return isSameMeaning(writer.value, reader.value, translate);
  }
  const written = enumValue(writer);
  const read = enumValue(reader);
  if (written !== undefined && read !== undefined) return isSameEnumValue(written, read, translate);
  return scalarText(writer.value) === scalarText(reader.value);
}

function enumValue({ field, value }: Value): { type: NonNullable<DescField["enum"]>; number: number } | undefined {
  return field.enum === undefined || typeof value !== "number" ? undefined : { type: field.enum, number: value };
}

function scalarText(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return `text ${toHex(getTextEncoding().encodeUtf8(value))}`;
  return value instanceof Uint8Array ? `text ${toHex(value)}` : String(value);
}
