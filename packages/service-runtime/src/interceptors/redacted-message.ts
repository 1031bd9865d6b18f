import { type DescEnum, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { type ReflectMessage, isReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/**
 * A message for a log: field names and their values. A field with the option `debug_redact` shows only that it is set,
 * and bytes only how many they are, so that what is packed in them, as in google.protobuf.Any, stays unseen.
 */
export function redactedMessage(schema: DescMessage, message: Message): Readonly<Record<string, unknown>> {
  return shown(reflect(schema, message));
}

function shown(message: ReflectMessage): Readonly<Record<string, unknown>> {
  const fields = message.fields.filter((field) => message.isSet(field));
  return Object.fromEntries(fields.map((field) => [field.name, fieldShown(message, field)]));
}

function fieldShown(message: ReflectMessage, field: DescField): unknown {
  if (field.proto.options?.debugRedact === true) return "[redacted]";
  switch (field.fieldKind) {
    case "list":
      return [...message.get(field)].map((item) => valueShown(item, field));
    case "map":
      return Object.fromEntries([...message.get(field)].map(([key, value]) => [String(key), valueShown(value, field)]));
    case "message":
    case "enum":
    case "scalar":
      return valueShown(message.get(field), field);
  }
}

interface ValueType {
  readonly enum?: DescEnum | undefined;
}

function valueShown(value: unknown, type: ValueType): unknown {
  if (isReflectMessage(value)) return shown(value);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (type.enum !== undefined && typeof value === "number") return type.enum.value[value]?.name ?? value;
  return typeof value === "bigint" ? String(value) : value;
}
