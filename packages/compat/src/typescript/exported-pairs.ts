import { type ModelKey, type ModelKind, type SchemaRegistry, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { ExportedElement } from "./exported-names.ts";

/** Something that both sides generate exports for. */
export interface ExportedPair {
  readonly beforeKey: ModelKey;
  readonly afterKey: ModelKey;
  readonly before: ExportedElement;
  readonly after: ExportedElement;
}

/** Of some elements of the new model, by their keys, those that both sides generate exports for. */
export function* exportedPairs(
  { before, after, pairing }: Comparison,
  keys: Iterable<ModelKey> = after.model.keys(),
): Generator<ExportedPair> {
  for (const afterKey of keys) {
    // Most elements are fields.
    if (afterKey.startsWith("field ")) continue;
    const beforeKey = pairing.origins.get(afterKey);
    if (beforeKey === undefined) continue;
    const [old, now] = [find(beforeKey, before.registry), find(afterKey, after.registry)];
    if (old !== undefined && now !== undefined) yield { beforeKey, afterKey, before: old, after: now };
  }
}

function find(key: ModelKey, registry: SchemaRegistry): ExportedElement | undefined {
  const { kind, name } = splitKey(key);
  return finders[kind]?.(registry, name);
}

const finders: {
  readonly [Kind in ModelKind]?: (registry: SchemaRegistry, name: string) => ExportedElement | undefined;
} = {
  file: ({ files }, name) => files.getFile(name),
  message: (registry, name) => registry.message(name),
  enum: (registry, name) => registry.enumeration(name),
  service: ({ files }, name) => files.getService(name),
  extension: (registry, name) => registry.extension(name),
};
