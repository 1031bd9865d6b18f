import type { FileDescriptorProto } from "@bufbuild/protobuf/wkt";
import { type Attributes, attributesOf } from "./attributes.ts";
import { type ElementKind, elementsOf } from "./element.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

/** What kinds of things a model has; a package is what several files say together, and no element of one file. */
export type ModelKind = ElementKind | "package";

/**
 * Names an element in a model: its kind and full name, "field shop.v1.Order.id". A file is named by its import path.
 */
export type ModelKey = `${ModelKind} ${string}`;

/** A set of schemas as a flat map. Two models are equal exactly when the schemas say the same. */
export type Model = ReadonlyMap<ModelKey, Attributes>;

/** The key of an element. */
export function modelKey(kind: ModelKind, name: string): ModelKey {
  return `${kind} ${name}`;
}

/** The kind and the name in a key. */
export function splitKey(key: ModelKey): { readonly kind: ModelKind; readonly name: string } {
  const kind = modelKinds.find((candidate) => key.startsWith(`${candidate} `));
  if (kind === undefined) throw new Error(`"${key}" is no key of a model`);
  return { kind, name: key.slice(kind.length + 1) };
}

// "enum value" before "enum", which it starts with.
const modelKinds = [
  "package",
  "file",
  "message",
  "field",
  "oneof",
  "enum value",
  "enum",
  "service",
  "rpc",
  "extension",
] as const satisfies readonly ModelKind[];

/** Builds the model of files; the order of the files does not matter. */
export function buildModel(files: Iterable<FileDescriptorProto>, registry: SchemaRegistry): Model {
  const model = new Map<ModelKey, Attributes>();
  for (const file of files) {
    if (file.package !== "") model.set(modelKey("package", file.package), {});
    for (const element of elementsOf(file)) {
      const name = element.kind === "file" ? element.name : element.fullName;
      model.set(modelKey(element.kind, name), attributesOf(element, registry));
    }
  }
  return model;
}
