import type { DescEnum } from "@bufbuild/protobuf";
import { type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import type { Pairing } from "../pairing.ts";
import type { Flow } from "../rule.ts";
import { type MessageField, extensionKey } from "./message-field.ts";
import type { MessageSide } from "./reading.ts";

/** What an element of the writer's schema is called in the reader's; undefined when the reader has nothing of it. */
export type Translate = (key: ModelKey) => ModelKey | undefined;

/** Follows renames: a field with another name and the same number is the same field. */
export function translateBy(pairing: Pairing, flow: Flow): Translate {
  const keys = flow === "old-to-new" ? pairing.pairs : pairing.origins;
  // What is in no model comes from an import, which both sides have by one name.
  return (key) => keys.get(key) ?? key;
}

/** The field or extension of the reader's message that stands for one of the writer's. */
export function counterpartOf(
  field: MessageField,
  { desc: reader, registry }: MessageSide,
  translate: Translate,
): MessageField | undefined {
  if (field.kind === "extension") {
    const extension = translate(extensionKey(field));
    const found = extension === undefined ? undefined : registry.extension(splitKey(extension).name);
    return found?.extendee.typeName === reader.typeName ? found : undefined;
  }
  const key = translate(modelKey("field", `${field.parent.typeName}.${field.name}`));
  const name = key === undefined ? undefined : splitKey(key).name;
  const exact = reader.fields.find((candidate) => `${reader.typeName}.${candidate.name}` === name);
  // A message type that took the place of another one has fields of the same names at best.
  if (exact !== undefined || field.parent.typeName === reader.typeName) return exact;
  return reader.fields.find((candidate) => candidate.name === field.name);
}

/** Whether two enum numbers mean the same: they share a name or, where one side has no name, they are equal. */
export function isSameEnumValue(
  writer: { readonly type: DescEnum; readonly number: number },
  reader: { readonly type: DescEnum; readonly number: number },
  translate: Translate,
): boolean {
  const writerNames = namesOf(writer);
  const readerNames = new Set(namesOf(reader));
  if (writerNames.length === 0 || readerNames.size === 0) return writer.number === reader.number;
  return writerNames.some((name) => {
    const key = translate(modelKey("enum value", `${writer.type.typeName}.${name}`));
    const translated = key === undefined ? "" : splitKey(key).name;
    return readerNames.has(translated.slice(translated.lastIndexOf(".") + 1));
  });
}

function namesOf({ type, number }: { readonly type: DescEnum; readonly number: number }): string[] {
  return type.values.filter((value) => value.number === number).map(({ name }) => name);
}
