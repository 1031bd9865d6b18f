import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { UnconfirmedWitness } from "../witness.ts";
import { fieldProperty } from "./field-property.ts";
import { Program } from "./program.ts";

/** A program with the smallest object literal of the whole type of a message. */
export function literalOf(message: DescMessage): UnconfirmedWitness {
  const program = new Program();
  const type = program.type(message);
  const properties = message.members.flatMap((member) => {
    if (member.kind === "oneof") return [`${member.localName}: { case: undefined }`];
    return fieldProperty(member).isOptional ? [] : [`${member.localName}: ${smallestValue(member)}`];
  });
  const content = [`$typeName: "${message.typeName}"`, ...properties].join(", ");
  return program.witness(`export const message: ${type} = { ${content} };`);
}

function smallestValue(field: DescField): string {
  switch (field.fieldKind) {
    case "list":
      return "[]";
    case "map":
      return "{}";
    case "enum":
      return String(field.enum.values[0]?.number ?? 0);
    case "message":
      return "undefined";
    case "scalar":
      return smallestScalar(field.scalar, field.longAsString);
  }
}

function smallestScalar(type: ScalarType, isText: boolean): string {
  switch (type) {
    case ScalarType.STRING:
      return '""';
    case ScalarType.BOOL:
      return "false";
    case ScalarType.BYTES:
      return "new Uint8Array()";
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return isText ? '""' : "0n";
    default:
      return "0";
  }
}
