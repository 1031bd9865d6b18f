import type { FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import { type Model, buildModel } from "./model.ts";
import { SchemaIndex } from "./schema-index.ts";
import { SchemaRegistry } from "./schema-registry.ts";

/** A compiled set of schemas, ready to be looked at: elements with their places, linked types, and the flat model. */
export class SchemaSet {
  readonly image: FileDescriptorSet;
  /** Elements of the files that are no imports, and where they are. */
  readonly index: SchemaIndex;
  #registry: SchemaRegistry | undefined;
  #model: Model | undefined;

  constructor(image: FileDescriptorSet) {
    this.image = image;
    this.index = new SchemaIndex(image);
  }

  /** Linked types of all files, imports included. Built when first asked for. */
  get registry(): SchemaRegistry {
    this.#registry ??= new SchemaRegistry(this.image);
    return this.#registry;
  }

  /** What the files that are no imports say. Built when first asked for. */
  get model(): Model {
    this.#model ??= buildModel(this.index.files.values(), this.registry);
    return this.#model;
  }
}
