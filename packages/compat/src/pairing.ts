import { type Model, type ModelKey, splitKey } from "@breakwater/schema";

/** Which element of the old model became which of the new one. */
export interface Pairing {
  /** New keys by old keys; equal ones are elements that kept their name. */
  readonly pairs: ReadonlyMap<ModelKey, ModelKey>;
  /** Old keys by new keys. */
  readonly origins: ReadonlyMap<ModelKey, ModelKey>;
}

/**
 * Pairs elements by kind and full name over the whole set of schemas, never by file position. What is left is paired
 * as renamed: fields and enum values by number in the same parent, files by the full names in them.
 */
export function pairModels(before: Model, after: Model): Pairing {
  const pairs = new Map<ModelKey, ModelKey>();
  for (const key of before.keys()) if (after.has(key)) pairs.set(key, key);
  const gone = [...before.keys()].filter((key) => !pairs.has(key));
  const come = [...after.keys()].filter((key) => !before.has(key));
  for (const identify of [byNumber, byContent]) {
    const candidates = groupUnique(come, (key) => identify(key, after));
    for (const [identity, key] of groupUnique(gone, (old) => identify(old, before))) {
      const found = candidates.get(identity);
      if (found !== undefined) pairs.set(key, found);
    }
  }
  return { pairs, origins: new Map([...pairs].map(([old, now]) => [now, old])) };
}

/** Keys by identity; an identity that several keys share tells nothing and is left out. */
function groupUnique(
  keys: readonly ModelKey[],
  identify: (key: ModelKey) => string | undefined,
): ReadonlyMap<string, ModelKey> {
  const unique = new Map<string, ModelKey>();
  const shared = new Set<string>();
  for (const key of keys) {
    const identity = identify(key);
    if (identity === undefined) continue;
    if (unique.has(identity)) shared.add(identity);
    unique.set(identity, key);
  }
  for (const identity of shared) unique.delete(identity);
  return unique;
}

function byNumber(key: ModelKey, model: Model): string | undefined {
  const { kind, name } = splitKey(key);
  if (kind !== "field" && kind !== "enum value") return undefined;
  return `${kind} ${parentName(name)} ${JSON.stringify(model.get(key)?.["number"])}`;
}

const contents = new WeakMap<Model, ReadonlyMap<string, string[]>>();

function byContent(key: ModelKey, model: Model): string | undefined {
  const { kind, name } = splitKey(key);
  if (kind !== "file") return undefined;
  const names = contentsOf(model).get(name);
  return names === undefined ? undefined : JSON.stringify(names);
}

/** Keys of the elements in each file, in order. */
function contentsOf(model: Model): ReadonlyMap<string, string[]> {
  const known = contents.get(model);
  if (known !== undefined) return known;
  const byFile = new Map<string, string[]>();
  for (const [key, { file }] of model) {
    if (typeof file !== "string") continue;
    const keys = byFile.get(file);
    if (keys === undefined) byFile.set(file, [key]);
    else keys.push(key);
  }
  for (const keys of byFile.values()) keys.sort();
  contents.set(model, byFile);
  return byFile;
}

/** The full name of what is around a name: "a.v1.M" of "a.v1.M.field". */
export function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}
