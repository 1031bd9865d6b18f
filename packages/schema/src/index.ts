export { declarationOf } from "./declaration.ts";
export type { Element, ElementKind } from "./element.ts";
export { decodeImage, encodeImage } from "./image.ts";
export type { Attributes } from "./attributes.ts";
export { type Model, type ModelKey, type ModelKind, modelKey, splitKey } from "./model.ts";
export { SchemaIndex, type Span } from "./schema-index.ts";
export { SchemaRegistry } from "./schema-registry.ts";
export { SchemaSet } from "./schema-set.ts";
