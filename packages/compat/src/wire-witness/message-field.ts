import {
  type DescExtension,
  type DescField,
  type DescMessage,
  create,
  getExtension,
  mergeFromBinary,
  toBinary,
} from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { type ModelKey, type SchemaRegistry, modelKey, splitKey } from "@breakwater/schema";

/** A field of a message, or an extension of one: the same on the wire, and two things to the runtime. */
export type MessageField = DescField | DescExtension;

/** The field or extension with a key; undefined for what the schemas do not link. */
export function messageFieldOf(registry: SchemaRegistry, key: ModelKey): MessageField | undefined {
  const { kind, name } = splitKey(key);
  return kind === "extension" ? registry.extension(name) : registry.field(name);
}

/** The message that has the field, or that the extension extends. */
export function messageOf(field: MessageField): DescMessage {
  return field.kind === "extension" ? field.extendee : field.parent;
}

/** The extensions that are set in a message, with their values as reflection has them. */
export function extensionsIn(message: ReflectMessage, registry: SchemaRegistry): Map<DescExtension, unknown> {
  const values = new Map<DescExtension, unknown>();
  // The runtime keeps extensions with what it does not know.
  const numbers = new Set(message.getUnknown()?.map(({ no }) => no));
  for (const number of numbers) {
    const extension = registry.files.getExtensionFor(message.desc, number);
    if (extension === undefined) continue;
    const { desc, field } = containerOf(extension);
    const value = getExtension(message.message, extension);
    values.set(extension, reflect(desc, create(desc, { [field.localName]: value })).get(field));
  }
  return values;
}

/** Sets a field, or an extension, with whatever `set` does to it. */
export function editField(
  message: ReflectMessage,
  field: MessageField,
  set: (holder: ReflectMessage, field: DescField) => void,
): void {
  if (field.kind !== "extension") {
    set(message, field);
    return;
  }
  const container = containerOf(field);
  const holder = reflect(container.desc);
  set(holder, container.field);
  mergeFromBinary(message.desc, message.message, toBinary(container.desc, holder.message));
}

/** The extension as a field of a message type that has no other: so the runtime itself reads and writes extensions. */
function containerOf(extension: DescExtension): { readonly desc: DescMessage; readonly field: DescField } {
  const { extendee } = extension;
  // The properties are those of a field; the compiler does not see that each kind of extension becomes one kind of it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const field = { ...extension, kind: "field", parent: extendee, localName: extension.typeName } as DescField;
  return { desc: { ...extendee, fields: [field], members: [field], oneofs: [] }, field };
}

/** The key of an extension in the model of its schemas. */
export function extensionKey({ typeName }: DescExtension): ModelKey {
  return modelKey("extension", typeName);
}
