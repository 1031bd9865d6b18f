import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import {
  clone,
  create,
  createFileRegistry,
  type DescFile,
  type DescMessage,
  type DescService,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  EnumValueDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";

/** Schemas that are those of today but for some changes. */
export interface NextSchema {
  readonly v1: DescService;
  readonly v2: DescService;
  /** By full name. */
  readonly message: (name: string) => DescMessage;
}

/** What can be changed: messages and enums of both versions by full name. */
export interface Changeable {
  readonly message: (name: string) => DescriptorProto;
  readonly enumeration: (name: string) => EnumDescriptorProto;
}

/** The schemas that today's become by a change. */
export function nextSchema(change: (files: Changeable) => void): NextSchema {
  const files = [...closure([V1.file, V2.file])].map((file) => clone(FileDescriptorProtoSchema, file.proto));
  change({
    message: (name) => named(files, "messageType", name),
    enumeration: (name) => named(files, "enumType", name),
  });
  return described(files);
}

/** A field of text, for a message that has no number so high. */
export function textField(name: string): DescriptorProto["field"][number] {
  const { STRING: type } = FieldDescriptorProto_Type;
  const { OPTIONAL: label } = FieldDescriptorProto_Label;
  return create(FieldDescriptorProtoSchema, { name, jsonName: name, number: 100, type, label });
}

/** A value of an enum that has no number so high. */
export function enumValue(name: string): EnumDescriptorProto["value"][number] {
  return create(EnumValueDescriptorProtoSchema, { name, number: 100 });
}

function described(files: readonly FileDescriptorProto[]): NextSchema {
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [...files] }));
  const service = (name: string): DescService => present(registry.getService(name), name);
  return {
    v1: service(V1.typeName),
    v2: service(V2.typeName),
    message: (name) => present(registry.getMessage(name), name),
  };
}

/** Files with everything that they import, each after its imports. */
function closure(files: readonly DescFile[]): Set<DescFile> {
  const all = new Set<DescFile>();
  const add = (file: DescFile): void => {
    file.dependencies.forEach(add);
    all.add(file);
  };
  files.forEach(add);
  return all;
}

/** What a file of a package has by a full name, among its messages or its enums. */
function named<Kind extends "messageType" | "enumType">(
  files: readonly FileDescriptorProto[],
  kind: Kind,
  name: string,
): FileDescriptorProto[Kind][number] {
  const all = files.flatMap((file) => file[kind].map((one) => ({ one, full: `${file.package}.${one.name}` })));
  return present(all.find(({ full }) => full === name)?.one, name);
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the schemas have no ${name}`);
  return value;
}
