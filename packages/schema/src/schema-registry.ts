import {
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  type FileRegistry,
  createFileRegistry,
} from "@bufbuild/protobuf";
import type { FileDescriptorSet } from "@bufbuild/protobuf/wkt";

/** The linked types of a set of schemas, imports included. */
export class SchemaRegistry {
  readonly files: FileRegistry;
  private readonly fields = new Map<string, DescField>();

  /** @throws when the set lacks a file that another one imports */
  constructor(image: FileDescriptorSet) {
    this.files = createFileRegistry(image);
    for (const type of this.files) {
      if (type.kind !== "message") continue;
      for (const field of type.fields) this.fields.set(`${type.typeName}.${field.name}`, field);
    }
  }

  message(fullName: string): DescMessage | undefined {
    return this.files.getMessage(fullName);
  }

  enumeration(fullName: string): DescEnum | undefined {
    return this.files.getEnum(fullName);
  }

  extension(fullName: string): DescExtension | undefined {
    return this.files.getExtension(fullName);
  }

  /** A field by the full name of its message and its own name: "shop.v1.Order.id". */
  field(fullName: string): DescField | undefined {
    return this.fields.get(fullName);
  }
}
