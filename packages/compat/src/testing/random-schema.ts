import { create } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { Image, SchemaSet } from "@breakwater/schema";
import { type Arbitrary, constantFrom, record, uniqueArray } from "fast-check";

const types = [
  Type.INT32,
  Type.UINT32,
  Type.SINT32,
  Type.FIXED32,
  Type.SFIXED32,
  Type.INT64,
  Type.UINT64,
  Type.SINT64,
  Type.FIXED64,
  Type.SFIXED64,
  Type.BOOL,
  Type.FLOAT,
  Type.DOUBLE,
  Type.STRING,
  Type.BYTES,
  Type.ENUM,
  Type.MESSAGE,
];

const fields = uniqueArray(
  record({
    name: constantFrom("x", "y", "z"),
    number: constantFrom(1, 2, 3),
    type: constantFrom(...types),
    label: constantFrom(Label.OPTIONAL, Label.OPTIONAL, Label.REPEATED),
  }),
  { selector: ({ name }) => name, minLength: 1 },
).filter((list) => new Set(list.map(({ number }) => number)).size === list.length);

const values = uniqueArray(record({ name: constantFrom("A", "B", "C"), number: constantFrom(1, 2, 7) }), {
  selector: ({ name }) => name,
}).filter((list) => new Set(list.map(({ number }) => number)).size === list.length);

/** Schemas of one file with the message `a.v1.M` and the enum `a.v1.E`, in proto2 or proto3. */
export const randomSchemas: Arbitrary<SchemaSet> = record({
  fields,
  values,
  syntax: constantFrom("proto2", "proto3"),
}).map((parts) => {
  return new SchemaSet(Image.of(create(FileDescriptorSetSchema, { file: [fileOf(parts)] })));
});

// So that whatever changes in the enum can be seen in a message.
const enumField = { name: "e", number: 9, type: Type.ENUM, label: Label.OPTIONAL };

function fileOf(parts: {
  fields: readonly { name: string; number: number; type: Type; label: Label }[];
  values: readonly { name: string; number: number }[];
  syntax: string;
}): FileDescriptorProto {
  const typeNames = new Map([
    [Type.ENUM, ".a.v1.E"],
    [Type.MESSAGE, ".a.v1.M"],
  ]);
  return create(FileDescriptorProtoSchema, {
    name: "a/v1/a.proto",
    package: "a.v1",
    syntax: parts.syntax,
    messageType: [
      create(DescriptorProtoSchema, {
        name: "M",
        field: [...parts.fields, enumField].map((field) => {
          return { ...field, jsonName: field.name, typeName: typeNames.get(field.type) ?? "" };
        }),
      }),
    ],
    enumType: [create(EnumDescriptorProtoSchema, { name: "E", value: [{ name: "ZERO", number: 0 }, ...parts.values] })],
  });
}
