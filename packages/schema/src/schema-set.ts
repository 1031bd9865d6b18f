import type { Image } from "./image.ts";
import { type Model, buildModel } from "./model.ts";
import { usesAny } from "./uses-any.ts";
import { SchemaIndex } from "./schema-index.ts";
import { SchemaRegistry } from "./schema-registry.ts";

/** A compiled set of schemas, ready to be looked at: elements with their places, linked types, and the flat model. */
export class SchemaSet {
  readonly image: Image;
  /** Elements of the files that are no imports, and where they are. */
  readonly index: SchemaIndex;
  private readonly whole: Surroundings | undefined;
  #registry: SchemaRegistry | undefined;
  #model: Model | undefined;

  /** @param whole what is known of the schemas that the image is a part of; without it the image is the whole */
  constructor(image: Image, whole?: Surroundings) {
    this.image = image;
    this.index = new SchemaIndex(image);
    this.whole = whole;
  }

  /** Whether some RPC may carry a google.protobuf.Any: its file imports it, directly or through others. */
  get usesAny(): boolean {
    return this.whole?.usesAny ?? usesAny(this.image.files.filter(({ isImport }) => !isImport));
  }

  /** Linked types of all files, imports included. Built when first asked for. */
  get registry(): SchemaRegistry {
    this.#registry ??= new SchemaRegistry(this.image.descriptors);
    return this.#registry;
  }

  /** What the files that are no imports say. Built when first asked for. */
  get model(): Model {
    this.#model ??= buildModel(this.index.files.values(), this.registry);
    return this.#model;
  }
}

/** What cannot be seen in a part of a set of schemas. */
export interface Surroundings {
  readonly usesAny: boolean;
}
