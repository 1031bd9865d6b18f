import { create } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

/**
 * What a file that imports this one can see of it when its own fields are compared: names of messages, enums with their
 * values, options, extensions, and what it imports publicly. Fields and RPCs are left out, and with them the imports
 * that only they need, so that a closure of outlines is small. It links as the whole file does.
 */
export function outlineOf(file: FileDescriptorProto): FileDescriptorProto {
  const hasExtensions = file.extension.length > 0 || file.messageType.some(definesExtensions);
  const isPublic = new Set(file.publicDependency);
  // The types of extensions may be anywhere.
  const kept = [...file.dependency.keys()].filter((index) => hasExtensions || isPublic.has(index));
  return create(FileDescriptorProtoSchema, {
    ...file,
    dependency: kept.map((index) => file.dependency[index] ?? ""),
    publicDependency: kept.flatMap((index, position) => (isPublic.has(index) ? [position] : [])),
    weakDependency: [],
    optionDependency: hasExtensions ? file.optionDependency : [],
    messageType: file.messageType.map(outlineOfMessage),
    service: [],
  });
}

function outlineOfMessage(message: DescriptorProto): DescriptorProto {
  return create(DescriptorProtoSchema, {
    ...message,
    field: [],
    oneofDecl: [],
    // What the compiler makes of a map field goes with the field.
    nestedType: message.nestedType.filter(({ options }) => options?.mapEntry !== true).map(outlineOfMessage),
  });
}

function definesExtensions(message: DescriptorProto): boolean {
  return message.extension.length > 0 || message.nestedType.some(definesExtensions);
}
