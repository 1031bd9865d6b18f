import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  type MethodDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import type { Element } from "./element.ts";

/**
 * Writes the declaration of an element as a person would have, without options and comments. It stands in for the
 * source line where only an image is at hand.
 */
export function declarationOf(element: Element): string {
  switch (element.kind) {
    case "file":
      return `package ${element.proto.package};`;
    case "field":
    case "extension":
      return fieldDeclaration(element.proto);
    case "enum value":
      return `${element.proto.name} = ${element.proto.number};`;
    case "rpc":
      return rpcDeclaration(element.proto);
    case "message":
    case "enum":
    case "service":
    case "oneof":
      return `${element.kind} ${element.proto.name} {`;
  }
}

function fieldDeclaration(field: FieldDescriptorProto): string {
  const type = field.typeName === "" ? FieldDescriptorProto_Type[field.type].toLowerCase() : field.typeName.slice(1);
  const isPlain = field.label === FieldDescriptorProto_Label.OPTIONAL && !field.proto3Optional;
  const label = isPlain ? "" : `${FieldDescriptorProto_Label[field.label].toLowerCase()} `;
  return `${label}${type} ${field.name} = ${field.number};`;
}

function rpcDeclaration(rpc: MethodDescriptorProto): string {
  const request = `${rpc.clientStreaming ? "stream " : ""}${rpc.inputType.slice(1)}`;
  const response = `${rpc.serverStreaming ? "stream " : ""}${rpc.outputType.slice(1)}`;
  return `rpc ${rpc.name}(${request}) returns (${response});`;
}
