import { type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, isReflectList, isReflectMap, reflect } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { type MessageField, editField, messageOf } from "./message-field.ts";

/** How deep messages inside messages are filled; deeper ones add nothing to a small example. */
const maxDepth = 1;

/** How deep required messages inside required messages are filled; a type that requires itself has no valid message. */
const maxRequiredDepth = 20;

/** How many messages are tried for one field: a message type of thousands of fields has as many values. */
const maxMessages = 500;

/**
 * The smallest messages in which only one field is set, required ones aside: one for each value worth trying. Those are
 * the borders of 32 and 64 bits and of the sign, bytes that are no text, and the enum numbers of both sides.
 * @param field a field of the writer
 * @param reader the field it becomes, whose enum numbers are tried too
 * @param copies how often a list has the value
 */
export function* messagesWith(
  field: MessageField,
  reader: MessageField | undefined,
  copies = 1,
): Generator<ReflectMessage> {
  const values = valuesOf(field, { reader, depth: 0 }).slice(0, maxMessages);
  for (const value of values) yield messageWith(field, value, { copies });
  if (field.fieldKind !== "map") return;
  for (const mapKey of scalarValues[field.mapKey]) yield messageWith(field, values[0], { mapKey });
}

/** A message in which one field has a value (of an element, if it is a list or map), required ones aside. */
export function messageWith(field: MessageField, value: unknown, how: Placing = {}): ReflectMessage {
  const message = emptyMessage(messageOf(field));
  setValue(message, field, { ...how, value });
  return message;
}

/** Where a value goes in a map, or how often into a list. */
interface Placing {
  readonly mapKey?: unknown;
  readonly copies?: number;
}

/** The smallest valid message of a type: required fields are set, to small values. */
export function emptyMessage(desc: DescMessage, depth = 0): ReflectMessage {
  const message = reflect(desc);
  for (const field of desc.fields) {
    if (field.presence !== FeatureSet_FieldPresence.LEGACY_REQUIRED || depth > maxRequiredDepth) continue;
    const [value] = valuesOf(field, { reader: undefined, depth });
    if (value !== undefined) setValue(message, field, { value });
  }
  return message;
}

function setValue(
  message: ReflectMessage,
  target: MessageField,
  { value, mapKey, copies = 1 }: Placing & { readonly value: unknown },
): void {
  editField(message, target, (holder, field) => {
    if (field.fieldKind === "list") {
      const list = holder.get(field);
      if (isReflectList(list)) for (let count = 0; count < copies; count++) list.add(value);
    } else if (field.fieldKind === "map") {
      const map = holder.get(field);
      if (isReflectMap(map)) map.set(mapKey ?? scalarValues[field.mapKey][0], value);
    } else holder.set(field, value);
  });
}

interface Context {
  readonly reader: MessageField | undefined;
  readonly depth: number;
}

function valuesOf(field: MessageField, { reader, depth }: Context): readonly unknown[] {
  if (field.scalar !== undefined) return scalarValues[field.scalar];
  if (field.enum !== undefined) {
    // Zero last: a field without presence does not write it.
    const numbers = new Set([field, reader].flatMap((side) => side?.enum?.values.map(({ number }) => number) ?? []));
    const usable = field.enum.open ? [...numbers] : field.enum.values.map(({ number }) => number);
    return [...new Set(usable)].toSorted((a, b) => Number(a === 0) - Number(b === 0) || Math.abs(a) - Math.abs(b));
  }
  const type = field.message;
  // Of the same type, what is inside reads the same.
  const inner = depth >= maxDepth || reader?.message?.typeName === type.typeName ? [] : type.fields;
  return [
    emptyMessage(type, depth + 1),
    ...inner.flatMap((part) => {
      const other = reader?.message?.fields.find(({ name }) => name === part.name);
      return valuesOf(part, { reader: other, depth: depth + 1 }).map((value) => messageWith(part, value));
    }),
  ];
}

const signed32 = [1, 2, -1, 200, 2147483647, -2147483648];
const unsigned32 = [1, 2, 200, 4000000000, 4294967295];
const signed64 = [1n, 2n, -1n, 200n, 5000000000n, 9223372036854775807n, -9223372036854775808n];
const unsigned64 = [1n, 2n, 200n, 4000000000n, 5000000000n, 18446744073709551615n];

const scalarValues: Readonly<Record<ScalarType, readonly unknown[]>> = {
  [ScalarType.INT32]: signed32,
  [ScalarType.SINT32]: signed32,
  [ScalarType.SFIXED32]: signed32,
  [ScalarType.UINT32]: unsigned32,
  [ScalarType.FIXED32]: unsigned32,
  [ScalarType.INT64]: signed64,
  [ScalarType.SINT64]: signed64,
  [ScalarType.SFIXED64]: signed64,
  [ScalarType.UINT64]: unsigned64,
  [ScalarType.FIXED64]: unsigned64,
  [ScalarType.BOOL]: [true],
  [ScalarType.FLOAT]: [1, 1.5, -1],
  [ScalarType.DOUBLE]: [1, 1.5, -1, 0.1, 1e300],
  [ScalarType.STRING]: ["a", "1", "é"],
  [ScalarType.BYTES]: [new Uint8Array([0x61]), new Uint8Array([0xff])],
};
