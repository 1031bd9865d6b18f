import { type DescFile, type JsonValue, createRegistry, toJson } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileOptionsSchema,
} from "@bufbuild/protobuf/wkt";

const indentation = "  ";

/**
 * Prints a proto2 file from its descriptor, so that a schema which npm carries only as a descriptor can be compiled
 * by buf. It covers what schemas of annotations use: messages, enums, oneofs, extensions, reserved ranges and options
 * (those with string, number, bool or message values). A service, group or map is refused rather than left out.
 */
export function printProto(file: DescFile): string {
  const { proto } = file;
  if (proto.syntax !== "" && proto.syntax !== "proto2")
    throw new Error(`${proto.name}: only proto2 files can be printed`);
  if (proto.service.length > 0) throw new Error(`${proto.name}: services cannot be printed`);
  const printer = new Printer(file);
  return printer.print();
}

class Printer {
  private readonly file: DescFile;
  private readonly lines: string[] = [];
  private readonly registry;

  constructor(file: DescFile) {
    this.file = file;
    this.registry = createRegistry(file);
  }

  print(): string {
    const { proto } = this.file;
    this.lines.push('syntax = "proto2";', `package ${proto.package};`);
    for (const path of proto.dependency) this.lines.push(`import ${JSON.stringify(path)};`);
    if (proto.options) {
      const options = toJson(FileOptionsSchema, proto.options, { registry: this.registry });
      for (const [key, value] of entriesOf(options)) {
        this.lines.push(`option ${optionName(key)} = ${literal(value)};`);
      }
    }
    this.extensions(proto.extension, 0);
    for (const message of proto.messageType) this.message(message, 0);
    for (const enumeration of proto.enumType) this.enumeration(enumeration, 0);
    return `${this.lines.join("\n")}\n`;
  }

  private line(depth: number, text: string): void {
    this.lines.push(indentation.repeat(depth) + text);
  }

  private message(message: DescriptorProto, depth: number): void {
    if (message.options?.mapEntry) throw new Error(`${message.name}: maps cannot be printed`);
    this.line(depth, `message ${message.name} {`);
    const printedOneofs = new Set<number>();
    for (const field of message.field) {
      if (!hasOneof(field)) {
        this.field(field, depth + 1, labelOf(field));
        continue;
      }
      const index = field.oneofIndex;
      if (printedOneofs.has(index)) continue;
      printedOneofs.add(index);
      this.line(depth + 1, `oneof ${message.oneofDecl[index]?.name} {`);
      for (const member of message.field.filter((f) => hasOneof(f) && f.oneofIndex === index)) {
        this.field(member, depth + 2, "");
      }
      this.line(depth + 1, "}");
    }
    for (const { start, end } of message.reservedRange) this.line(depth + 1, `reserved ${start} to ${end - 1};`);
    for (const name of message.reservedName) this.line(depth + 1, `reserved ${JSON.stringify(name)};`);
    for (const { start, end } of message.extensionRange) {
      this.line(depth + 1, `extensions ${start} to ${end === 0x20000000 ? "max" : end - 1};`);
    }
    this.extensions(message.extension, depth + 1);
    for (const nested of message.nestedType) this.message(nested, depth + 1);
    for (const nested of message.enumType) this.enumeration(nested, depth + 1);
    this.line(depth, "}");
  }

  private extensions(extensions: FieldDescriptorProto[], depth: number): void {
    for (const extension of extensions) {
      this.line(depth, `extend ${extension.extendee} {`);
      this.field(extension, depth + 1, labelOf(extension));
      this.line(depth, "}");
    }
  }

  private field(field: FieldDescriptorProto, depth: number, label: string): void {
    const options: string[] = [];
    if (hasDefault(field)) {
      const text =
        field.type === FieldDescriptorProto_Type.STRING ? JSON.stringify(field.defaultValue) : field.defaultValue;
      options.push(`default = ${text}`);
    }
    if (field.options) {
      const json = toJson(FieldOptionsSchema, field.options, { registry: this.registry });
      for (const [key, value] of entriesOf(json)) options.push(`${optionName(key)} = ${literal(value)}`);
    }
    const suffix = options.length > 0 ? ` [${options.join(", ")}]` : "";
    this.line(depth, `${label}${typeName(field)} ${field.name} = ${field.number}${suffix};`);
  }

  private enumeration(enumeration: EnumDescriptorProto, depth: number): void {
    this.line(depth, `enum ${enumeration.name} {`);
    if (enumeration.options?.allowAlias) this.line(depth + 1, "option allow_alias = true;");
    for (const value of enumeration.value) this.line(depth + 1, `${value.name} = ${value.number};`);
    for (const { start, end } of enumeration.reservedRange) this.line(depth + 1, `reserved ${start} to ${end};`);
    for (const name of enumeration.reservedName) this.line(depth + 1, `reserved ${JSON.stringify(name)};`);
    this.line(depth, "}");
  }
}

// proto2 presence: a default instance has oneofIndex 0, so membership is told by the field being set at all.
function hasOneof(field: FieldDescriptorProto): boolean {
  return Object.hasOwn(field, "oneofIndex");
}

function hasDefault(field: FieldDescriptorProto): boolean {
  return Object.hasOwn(field, "defaultValue");
}

function labelOf(field: FieldDescriptorProto): string {
  return `${FieldDescriptorProto_Label[field.label].toLowerCase()} `;
}

function typeName(field: FieldDescriptorProto): string {
  if (field.type === FieldDescriptorProto_Type.GROUP) throw new Error(`${field.name}: groups cannot be printed`);
  if (field.typeName !== "") return field.typeName;
  return FieldDescriptorProto_Type[field.type].toLowerCase();
}

function entriesOf(message: JsonValue): [string, JsonValue][] {
  return typeof message === "object" && message !== null && !Array.isArray(message) ? Object.entries(message) : [];
}

// JSON names an extension "[pkg.name]" and a standard option in camelCase.
function optionName(key: string): string {
  if (key.startsWith("[")) return `(${key.slice(1, -1)})`;
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function literal(value: JsonValue): string {
  if (value === null) throw new Error("an option without a value cannot be printed");
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") {
    const entries = entriesOf(value).map(([key, item]) => `${optionName(key)}: ${literal(item)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}
