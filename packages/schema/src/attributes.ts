import { type DescExtension, type DescField, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  FeatureSet_FieldPresence,
  type FieldDescriptorProto,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileOptionsSchema,
  MessageOptionsSchema,
  type MethodDescriptorProto,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import type { Element } from "./element.ts";
import { editionOf, jsonFormatOf, visibilityOf } from "./features.ts";
import { optionAttributes } from "./options.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

/** All that a schema says of an element, by name. Values are JSON in a canonical form, so that equal means equal. */
export type Attributes = Readonly<Record<string, JsonValue>>;

/**
 * What a schema says of an element, the elements in it aside. Everything has `file`, the import path; features of
 * editions are resolved, so that proto3 and an edition that say the same are equal here.
 */
export function attributesOf(element: Element, registry: SchemaRegistry): Attributes {
  switch (element.kind) {
    case "file":
      return {
        ...fileAttributes(element.proto),
        ...optionAttributes(FileOptionsSchema, element.proto.options, registry),
      };
    case "message":
      return {
        file: element.file.name,
        ...messageAttributes(element.proto, registry),
        jsonFormat: jsonFormatOf(element),
        visibility: visibilityOf(element),
        ...optionAttributes(MessageOptionsSchema, element.proto.options, registry),
      };
    case "field":
    case "extension":
      return {
        file: element.file.name,
        ...fieldAttributes(element, registry),
        ...optionAttributes(FieldOptionsSchema, element.proto.options, registry),
      };
    case "oneof":
      return { file: element.file.name, ...optionAttributes(OneofOptionsSchema, element.proto.options, registry) };
    case "enum":
      return {
        file: element.file.name,
        ...enumAttributes(element.proto, registry.enumeration(element.fullName)?.open ?? true),
        jsonFormat: jsonFormatOf(element),
        visibility: visibilityOf(element),
        ...optionAttributes(EnumOptionsSchema, element.proto.options, registry),
      };
    case "enum value":
      return {
        file: element.file.name,
        number: element.proto.number,
        ...optionAttributes(EnumValueOptionsSchema, element.proto.options, registry),
      };
    case "service":
      return { file: element.file.name, ...optionAttributes(ServiceOptionsSchema, element.proto.options, registry) };
    case "rpc":
      return {
        file: element.file.name,
        ...rpcAttributes(element.proto),
        ...optionAttributes(MethodOptionsSchema, element.proto.options, registry),
      };
  }
}

function fileAttributes(file: FileDescriptorProto): Attributes {
  const imports: Record<string, JsonValue> = {};
  const weak = new Set(file.weakDependency);
  const publicImports = new Set(file.publicDependency);
  // By path: the order of imports says nothing.
  for (const [index, path] of [...file.dependency.entries()].toSorted(([, a], [, b]) => (a < b ? -1 : 1))) {
    imports[path] = publicImports.has(index) ? "public" : weak.has(index) ? "weak" : "import";
  }
  for (const path of file.optionDependency.toSorted()) imports[path] = "option";
  return { package: file.package, edition: editionOf(file), imports };
}

function messageAttributes(message: DescriptorProto, registry: SchemaRegistry): Attributes {
  // The end of a range is exclusive in messages.
  const extensionRanges = message.extensionRange.map((range) => {
    return {
      ...rangeOf(range.start, range.end - 1),
      ...optionAttributes(ExtensionRangeOptionsSchema, range.options, registry),
    };
  });
  return {
    reservedNames: message.reservedName.toSorted(),
    reservedRanges: mergeRanges(message.reservedRange.map(({ start, end }) => [start, end - 1])),
    extensionRanges: extensionRanges.toSorted((a, b) => Number(a["start"]) - Number(b["start"])),
  };
}

function enumAttributes(enumeration: EnumDescriptorProto, isOpen: boolean): Attributes {
  // Which of several names of a number is printed depends on their order in the source.
  const byNumber = Map.groupBy(enumeration.value, ({ number }) => number);
  const aliases = [...byNumber].filter(([, values]) => values.length > 1).toSorted(([a], [b]) => a - b);
  return {
    open: isOpen,
    aliases: aliases.map(([, values]) => values.map(({ name }) => name)),
    reservedNames: enumeration.reservedName.toSorted(),
    reservedRanges: mergeRanges(enumeration.reservedRange.map(({ start, end }) => [start, end])),
  };
}

function fieldAttributes(element: Element & { proto: FieldDescriptorProto }, registry: SchemaRegistry): Attributes {
  const { proto, kind } = element;
  const attributes: Record<string, JsonValue> = { number: proto.number, jsonName: proto.jsonName };
  if (kind === "extension") attributes["extendee"] = withoutDot(proto.extendee);
  if (Object.hasOwn(proto, "defaultValue")) attributes["default"] = proto.defaultValue;
  const desc = kind === "extension" ? registry.extension(element.fullName) : registry.field(element.fullName);
  return {
    ...attributes,
    ...(desc === undefined ? plainType(proto) : { ...linkedType(desc), ...resolvedFeatures(desc) }),
  };
}

function linkedType(desc: DescField | DescExtension): Attributes {
  if (desc.fieldKind === "map") {
    const value = desc.message?.typeName ?? desc.enum?.typeName;
    const valueType = desc.mapKind === "scalar" ? scalarName(desc.scalar) : desc.mapKind;
    return {
      cardinality: "map",
      keyType: scalarName(desc.mapKey),
      type: valueType,
      ...(value === undefined ? {} : { typeName: value }),
    };
  }
  const cardinality = desc.fieldKind === "list" ? "repeated" : "singular";
  const oneof = desc.oneof === undefined ? {} : { oneof: desc.oneof.name };
  if (desc.scalar !== undefined) return { cardinality, type: scalarName(desc.scalar), ...oneof };
  const type = desc.enum === undefined ? "message" : "enum";
  const typeName = desc.enum?.typeName ?? desc.message?.typeName ?? "";
  return { cardinality, type, typeName, ...oneof };
}

function plainType(proto: FieldDescriptorProto): Attributes {
  return { type: scalarName(proto.type), typeName: withoutDot(proto.typeName), cardinality: String(proto.label) };
}

function resolvedFeatures(desc: DescField | DescExtension): Attributes {
  const attributes: Record<string, JsonValue> = {};
  if (desc.fieldKind !== "list" && desc.fieldKind !== "map") {
    attributes["presence"] = FeatureSet_FieldPresence[desc.presence];
  }
  if (desc.fieldKind === "list") attributes["packed"] = desc.packed;
  if (desc.message !== undefined && desc.fieldKind !== "map") attributes["delimited"] = desc.delimitedEncoding;
  if (desc.scalar === ScalarType.STRING) attributes["utf8"] = desc.utf8Validation;
  return attributes;
}

// ScalarType of the runtime has the numbers of FieldDescriptorProto.Type.
function scalarName(type: number): string {
  return (FieldDescriptorProto_Type[type] ?? String(type)).toLowerCase();
}

function rpcAttributes(rpc: MethodDescriptorProto): Attributes {
  return {
    input: withoutDot(rpc.inputType),
    output: withoutDot(rpc.outputType),
    clientStreaming: rpc.clientStreaming,
    serverStreaming: rpc.serverStreaming,
  };
}

function withoutDot(typeName: string): string {
  return typeName.startsWith(".") ? typeName.slice(1) : typeName;
}

function rangeOf(start: number, last: number): Record<string, JsonValue> {
  return { start, last };
}

/** Ranges in order, those that touch made one: "1, 2" and "1 to 2" say the same. */
function mergeRanges(ranges: readonly (readonly [start: number, last: number])[]): JsonValue {
  const merged: [number, number][] = [];
  for (const [start, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const previous = merged.at(-1);
    if (previous !== undefined && start <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([start, last]);
  }
  return merged;
}
