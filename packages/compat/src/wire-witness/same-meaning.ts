import { type ReflectMessage, isReflectList, isReflectMap, isReflectMessage } from "@bufbuild/protobuf/reflect";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { SchemaRegistry } from "@breakwater/schema";
import { type Translate, counterpartOf, isSameEnumValue } from "./counterpart.ts";
import { toHex } from "./hex.ts";
import { type MessageField, extensionsIn } from "./message-field.ts";

/** A message as one side has it, with the schemas that tell its extensions. */
export interface Understood {
  readonly message: ReflectMessage;
  readonly registry: SchemaRegistry;
}

/**
 * Whether a reader has understood what a writer meant: the same fields and extensions are set, by name or under their
 * new name, and to the same values. A number means the same in another integer type, and so do bytes that are the text
 * of a string.
 */
export function isSameMeaning(writer: Understood, reader: Understood, translate: Translate): boolean {
  const written = valuesIn(writer);
  const read = valuesIn(reader);
  if (written.size !== read.size) return false;
  const side = { desc: reader.message.desc, registry: reader.registry };
  return [...written].every(([field, value]) => {
    const other = counterpartOf(field, side, translate);
    if (other === undefined || !read.has(other)) return false;
    const { registry } = reader;
    return isSameValue(
      { registry: writer.registry, field, value },
      { registry, field: other, value: read.get(other) },
      translate,
    );
  });
}

/** What is set in a message, extensions included. */
function valuesIn({ message, registry }: Understood): ReadonlyMap<MessageField, unknown> {
  const fields = message.fields.filter((field) => message.isSet(field));
  return new Map<MessageField, unknown>([
    ...fields.map((field): [MessageField, unknown] => [field, message.get(field)]),
    ...extensionsIn(message, registry),
  ]);
}

interface Value {
  readonly registry: SchemaRegistry;
  readonly field: MessageField;
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
    const inner = { message: reader.value, registry: reader.registry };
    return isSameMeaning({ message: writer.value, registry: writer.registry }, inner, translate);
  }
  const written = enumValue(writer);
  const read = enumValue(reader);
  if (written !== undefined && read !== undefined) return isSameEnumValue(written, read, translate);
  return scalarText(writer.value) === scalarText(reader.value);
}

function enumValue({ field, value }: Value): { type: NonNullable<MessageField["enum"]>; number: number } | undefined {
  return field.enum === undefined || typeof value !== "number" ? undefined : { type: field.enum, number: value };
}

function scalarText(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return `text ${toHex(getTextEncoding().encodeUtf8(value))}`;
  return value instanceof Uint8Array ? `text ${toHex(value)}` : String(value);
}
