import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { scalarTypeScriptType } from "@bufbuild/protobuf/codegenv2";
import { StructSchema, ValueSchema, isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { namesOf } from "./exported-names.ts";

/** Text of a type, with the messages and enums that it names as they are, for their names differ by where they are used. */
export type TypeText = readonly (string | DescMessage | DescEnum)[];

/** The type that the runtime exports for google.protobuf.Struct. */
export const jsonObject = "JsonObject";

/** How generated code shows a field. */
export interface FieldProperty {
  /** Name of the property: that of the field, or of the oneof that it is in. */
  readonly name: string;
  /** Name of the case in a oneof, undefined outside. */
  readonly oneofCase: string | undefined;
  readonly type: TypeText;
  /** Whether the property may be left out: `name?: type | undefined`. */
  readonly isOptional: boolean;
}

/** What protoc-gen-es 2 makes of a field. */
export function fieldProperty(field: DescField): FieldProperty {
  const type = typeOf(field);
  if (field.oneof !== undefined) {
    return { name: field.oneof.localName, oneofCase: field.localName, type, isOptional: false };
  }
  const isScalar = field.fieldKind === "scalar" || field.fieldKind === "enum";
  // In proto2 and editions a scalar reads as its default where it is not set: only proto3 has `?` for it.
  const isOptional = field.fieldKind === "message" || (isScalar && field.proto.proto3Optional);
  return { name: field.localName, oneofCase: undefined, type, isOptional };
}

/** The text by which two types are compared: full names in place of exported ones. */
export function typeIdentity(type: TypeText): string {
  return type.map((part) => (typeof part === "string" ? part : part.typeName)).join("");
}

/** The text as a file has it in which every type is imported by its own name. */
export function plainType(type: TypeText): string {
  return type.map((part) => (typeof part === "string" ? part : namesOf(part).type)).join("");
}

function typeOf(field: DescField): TypeText {
  if (field.fieldKind === "list") return [...itemType(field), "[]"];
  return field.fieldKind === "map"
    ? ["{ [key: ", keyType(field.mapKey), "]: ", ...itemType(field), " }"]
    : itemType(field);
}

/** The type of the value, or of each value of a list or map. */
function itemType(field: DescField): TypeText {
  // The values of a map cannot be strings by an option.
  if (field.scalar !== undefined)
    return [scalarTypeScriptType(field.scalar, field.fieldKind !== "map" && field.longAsString)];
  return field.enum === undefined ? messageType(field.message, field) : [field.enum];
}

/** Wrappers are unwrapped where the property itself can say "not set", and a Struct is a plain object. */
function messageType(message: DescMessage, field: DescField): TypeText {
  if (isWrapperDesc(message) && field.oneof === undefined && field.fieldKind === "message") {
    return [scalarTypeScriptType(message.fields[0].scalar, false)];
  }
  const isStruct = message.typeName === StructSchema.typeName && field.parent.typeName !== ValueSchema.typeName;
  return isStruct ? [jsonObject] : [message];
}

const numericKeys: ReadonlySet<ScalarType> = new Set([
  ScalarType.INT32,
  ScalarType.UINT32,
  ScalarType.SINT32,
  ScalarType.FIXED32,
  ScalarType.SFIXED32,
]);

function keyType(key: ScalarType): string {
  return numericKeys.has(key) ? "number" : "string";
}
