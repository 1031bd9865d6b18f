import type {
  DescriptorProto,
  EnumDescriptorProto,
  EnumValueDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  MethodDescriptorProto,
  OneofDescriptorProto,
  ServiceDescriptorProto,
} from "@bufbuild/protobuf/wkt";

/** A named thing in a proto file, with its descriptor. */
export type Element =
  | ElementOf<"file", FileDescriptorProto>
  | ElementOf<"message", DescriptorProto>
  | ElementOf<"field" | "extension", FieldDescriptorProto>
  | ElementOf<"oneof", OneofDescriptorProto>
  | ElementOf<"enum", EnumDescriptorProto>
  | ElementOf<"enum value", EnumValueDescriptorProto>
  | ElementOf<"service", ServiceDescriptorProto>
  | ElementOf<"rpc", MethodDescriptorProto>;

export type ElementKind = Element["kind"];

interface ElementOf<Kind, Descriptor> {
  readonly kind: Kind;
  readonly proto: Descriptor;
  /**
   * Full name. An enum value is named after its enum (`pkg.Enum.VALUE`): protobuf puts it beside the enum, where a
   * reader does not look for it. A file has the name of its package.
   */
  readonly fullName: string;
  readonly name: string;
  /** Where the element is in its file, as SourceCodeInfo.Location.path of descriptor.proto defines it. */
  readonly path: readonly number[];
  readonly file: FileDescriptorProto;
  /** The element around it; only a file has none. */
  readonly parent: Element | undefined;
}

/** All elements of a file, outer before inner; map entries, which no source has, are left out. */
export function elementsOf(file: FileDescriptorProto): Element[] {
  const root: Element = {
    kind: "file",
    proto: file,
    fullName: file.package,
    name: file.name,
    path: [],
    file,
    parent: undefined,
  };
  const collector = new Collector(root);
  file.messageType.forEach((message, index) => collector.message(root, message, [4, index]));
  file.enumType.forEach((enumeration, index) => collector.enumeration(root, enumeration, [5, index]));
  file.service.forEach((service, index) => collector.service(root, service, [6, index]));
  file.extension.forEach((extension, index) => collector.field(root, extension, [7, index]));
  return collector.elements;
}

// The numbers in paths are field numbers of descriptor.proto: FileDescriptorProto.message_type is 4, and so on.
class Collector {
  readonly elements: Element[];

  constructor(root: Element) {
    this.elements = [root];
  }

  message(parent: Element, proto: DescriptorProto, path: number[]): void {
    if (proto.options?.mapEntry) return;
    const element: Element = { kind: "message", proto, ...namesIn(parent, proto.name), path };
    this.elements.push(element);
    proto.field.forEach((field, index) => this.field(element, field, [...path, 2, index]));
    proto.nestedType.forEach((nested, index) => this.message(element, nested, [...path, 3, index]));
    proto.enumType.forEach((nested, index) => this.enumeration(element, nested, [...path, 4, index]));
    proto.extension.forEach((extension, index) => this.field(element, extension, [...path, 6, index]));
    proto.oneofDecl.forEach((oneof, index) => {
      // The compiler makes a oneof for each `optional` field of proto3; no source has it.
      if (proto.field.some((field) => field.proto3Optional && field.oneofIndex === index)) return;
      const names = namesIn(element, oneof.name);
      this.elements.push({ kind: "oneof", proto: oneof, ...names, path: [...path, 8, index] });
    });
  }

  field(parent: Element, proto: FieldDescriptorProto, path: number[]): void {
    const kind = proto.extendee === "" ? "field" : "extension";
    this.elements.push({ kind, proto, ...namesIn(parent, proto.name), path });
  }

  enumeration(parent: Element, proto: EnumDescriptorProto, path: number[]): void {
    const element: Element = { kind: "enum", proto, ...namesIn(parent, proto.name), path };
    this.elements.push(element);
    proto.value.forEach((value, index) => {
      this.elements.push({
        kind: "enum value",
        proto: value,
        ...namesIn(element, value.name),
        path: [...path, 2, index],
      });
    });
  }

  service(parent: Element, proto: ServiceDescriptorProto, path: number[]): void {
    const element: Element = { kind: "service", proto, ...namesIn(parent, proto.name), path };
    this.elements.push(element);
    proto.method.forEach((rpc, index) => {
      this.elements.push({ kind: "rpc", proto: rpc, ...namesIn(element, rpc.name), path: [...path, 2, index] });
    });
  }
}

function namesIn(parent: Element, name: string): Pick<Element, "name" | "fullName" | "file" | "parent"> {
  const fullName = parent.fullName === "" ? name : `${parent.fullName}.${name}`;
  return { name, fullName, file: parent.file, parent };
}
