import { create } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { Image, SchemaSet } from "@breakwater/schema";
import { type Arbitrary, boolean, constantFrom, integer, record, subarray, tuple, uniqueArray } from "fast-check";

interface Message {
  readonly name: string;
  readonly file: string;
  readonly fields: readonly { readonly name: string; readonly number: number; readonly isText: boolean }[];
  readonly hasOneof: boolean;
  readonly hasEnum: boolean;
  readonly deprecated: boolean;
}

const message: Arbitrary<Message> = record({
  name: constantFrom("M", "N", "GetRequest", "GetResponse", "ListRequest"),
  file: constantFrom("x", "y"),
  fields: uniqueArray(
    record({ name: constantFrom("a", "b", "c"), number: integer({ min: 1, max: 3 }), isText: boolean() }),
    { selector: ({ name }) => name, maxLength: 3 },
  ).filter((fields) => new Set(fields.map(({ number }) => number)).size === fields.length),
  hasOneof: boolean(),
  hasEnum: boolean(),
  deprecated: boolean(),
});

/** A proto package in short. */
export interface RandomPackage {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly rpcs: readonly string[];
  readonly types: readonly [input: number, output: number];
  readonly isPlaced: boolean;
}

/** Up to three packages with files, services and types that come, go and move from one pair of them to the next. */
export const randomPackages: Arbitrary<RandomPackage[]> = uniqueArray(
  record<RandomPackage>({
    name: constantFrom("a.v1", "b.v1", "b.v1alpha1"),
    messages: uniqueArray(message, { selector: ({ name }) => name, minLength: 1 }),
    rpcs: subarray(["Get", "List"]),
    types: tuple(integer({ min: 0, max: 4 }), integer({ min: 0, max: 4 })),
    isPlaced: boolean(),
  }),
  { selector: ({ name }) => name },
);

/** The schemas of packages. */
export function schemasOf(packages: readonly RandomPackage[]): SchemaSet {
  return new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file: packages.flatMap(filesOf) })));
}

function filesOf(of: RandomPackage): FileDescriptorProto[] {
  const folder = of.name.replaceAll(".", "/");
  const types = ["x", "y"].flatMap((file): FileDescriptorProto[] => {
    const messages = of.messages.filter((one) => one.file === file);
    if (messages.length === 0) return [];
    return [fileOf(of.name, { name: `${folder}/${file}.proto`, messageType: messages.map(messageOf) })];
  });
  if (of.rpcs.length === 0) return types;
  const typeAt = (index: number): string => `.${of.name}.${of.messages[index % of.messages.length]?.name}`;
  const [input, output] = of.types.map(typeAt);
  const method = of.rpcs.map((name) => ({ name, inputType: input ?? "", outputType: output ?? "" }));
  const service = fileOf(of.name, {
    name: `${folder}/${of.isPlaced ? "s" : "service"}.proto`,
    dependency: types.map(({ name }) => name),
    service: [{ name: "S", method }],
  });
  return [...types, service];
}

function fileOf(
  packageName: string,
  rest: NonNullable<Parameters<typeof create<typeof FileDescriptorProtoSchema>>[1]>,
): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, { ...rest, package: packageName, syntax: "proto3" });
}

function messageOf({ name, fields, hasOneof, hasEnum, deprecated }: Message) {
  const isIn = hasOneof && fields.length > 0;
  return {
    name,
    options: { deprecated },
    field: fields.map((field, index) => ({
      name: field.name,
      jsonName: field.name,
      number: field.number,
      type: field.isText ? Type.STRING : Type.INT32,
      label: Label.OPTIONAL,
      ...(isIn && index === 0 ? { oneofIndex: 0 } : {}),
    })),
    oneofDecl: isIn ? [{ name: "choice" }] : [],
    enumType: hasEnum ? [{ name: "Kind", value: [{ name: "KIND_UNSPECIFIED", number: 0 }] }] : [],
  };
}
