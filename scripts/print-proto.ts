import {
  type DescFile,
  type DescMessage,
  type JsonValue,
  type MessageShape,
  createRegistry,
  toJson,
} from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  OneofOptionsSchema,
} from "@bufbuild/protobuf/wkt";

const indentation = "  ";

/**
 * Prints a proto2 file from its descriptor, so that a schema which npm carries only as a descriptor can be compiled
 * by buf. It covers what schemas of annotations use: messages, enums, oneofs, extensions, reserved ranges and options
 * (those with string, number, bool or message values). What it cannot print, such as a service, group or map, is
 * refused rather than left out.
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
    this.optionLines(FileOptionsSchema, proto.options, 0);
    this.extensions(proto.extension, 0);
    for (const message of proto.messageType) this.message(message, 0);
    for (const enumeration of proto.enumType) this.enumeration(enumeration, 0);
    return `${this.lines.join("\n")}\n`;
  }

  private line(depth: number, text: string): void {
    this.lines.push(indentation.repeat(depth) + text);
  }

  private options<Desc extends DescMessage>(schema: Desc, options: MessageShape<Desc> | undefined): string[] {
    if (options === undefined) return [];
    const json = toJson(schema, options, { registry: this.registry });
    return entriesOf(json).map(([key, value]) => `${optionName(key)} = ${literal(value)}`);
  }

  private optionLines<Desc extends DescMessage>(
    schema: Desc,
    options: MessageShape<Desc> | undefined,
    depth: number,
  ): void {
    for (const option of this.options(schema, options)) this.line(depth, `option ${option};`);
  }

  private message(message: DescriptorProto, depth: number): void {
    if (message.options?.mapEntry) throw new Error(`${message.name}: maps cannot be printed`);
    this.line(depth, `message ${message.name} {`);
    this.optionLines(MessageOptionsSchema, message.options, depth + 1);
    const printedOneofs = new Set<number>();
    for (const field of message.field) {
      if (!hasOneof(field)) {
        this.field(field, depth + 1, labelOf(field));
        continue;
      }
      const index = field.oneofIndex;
      if (printedOneofs.has(index)) continue;
      printedOneofs.add(index);
      const oneof = message.oneofDecl[index];
      this.line(depth + 1, `oneof ${oneof?.name} {`);
      this.optionLines(OneofOptionsSchema, oneof?.options, depth + 2);
      for (const member of message.field.filter((f) => hasOneof(f) && f.oneofIndex === index)) {
        this.field(member, depth + 2, "");
      }
      this.line(depth + 1, "}");
    }
    for (const { start, end } of message.reservedRange) this.line(depth + 1, `reserved ${start} to ${end - 1};`);
    for (const name of message.reservedName) this.line(depth + 1, `reserved ${JSON.stringify(name)};`);
    for (const { start, end, options } of message.extensionRange) {
      if (options) throw new Error(`${message.name}: options of extension ranges cannot be printed`);
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
    if (field.extendee === "" && field.jsonName !== protoCamelCase(field.name))
      options.push(`json_name = ${JSON.stringify(field.jsonName)}`);
    options.push(...this.options(FieldOptionsSchema, field.options));
    this.line(depth, `${label}${typeName(field)} ${field.name} = ${field.number}${bracketed(options)};`);
  }

  private enumeration(enumeration: EnumDescriptorProto, depth: number): void {
    this.line(depth, `enum ${enumeration.name} {`);
    this.optionLines(EnumOptionsSchema, enumeration.options, depth + 1);
    for (const { name, number, options } of enumeration.value) {
      this.line(depth + 1, `${name} = ${number}${bracketed(this.options(EnumValueOptionsSchema, options))};`);
    }
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

function bracketed(options: readonly string[]): string {
  return options.length > 0 ? ` [${options.join(", ")}]` : "";
}

// The JSON name that a field has when none is given.
function protoCamelCase(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
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
