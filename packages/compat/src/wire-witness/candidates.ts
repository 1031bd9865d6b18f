import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, isReflectList, isReflectMap, reflect } from "@bufbuild/protobuf/reflect";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

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
 */
export function* messagesWith(field: DescField, reader: DescField | undefined): Generator<ReflectMessage> {
  const values = valuesOf(field, { reader, depth: 0 }).slice(0, maxMessages);
  for (const value of values) yield messageWith(field, value);
  if (field.fieldKind !== "map") return;
  for (const key of scalarValues[field.mapKey]) yield messageWith(field, values[0], key);
}

/** A message in which one field has a value (of an element, if it is a list or map), required ones aside. */
export function messageWith(field: DescField, value: unknown, mapKey?: unknown): ReflectMessage {
  const message = emptyMessage(field.parent);
  setValue(message, field, { value, mapKey });
  return message;
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
  field: DescField,
  { value, mapKey }: { readonly value: unknown; readonly mapKey?: unknown },
): void {
  if (field.fieldKind === "list") {
    const list = message.get(field);
    if (isReflectList(list)) list.add(value);
  } else if (field.fieldKind === "map") {
    const map = message.get(field);
    if (isReflectMap(map)) map.set(mapKey ?? scalarValues[field.mapKey][0], value);
  } else message.set(field, value);
}

interface Context {
  readonly reader: DescField | undefined;
  readonly depth: number;
}

function valuesOf(field: DescField, { reader, depth }: Context): readonly unknown[] {
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
