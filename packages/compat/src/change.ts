import type { JsonValue } from "@bufbuild/protobuf";
import type { Attributes, Model, ModelKey } from "@breakwater/schema";

/** One difference between two models. Keys of `altered` and `moved` are those of the new model. */
export type Change =
  | { readonly kind: "added"; readonly key: ModelKey; readonly attributes: Attributes }
  | { readonly kind: "removed"; readonly key: ModelKey; readonly attributes: Attributes }
  /**
   * The same thing under another name: a field or enum value of the same number in the same parent, or a file with the
   * same full names in it.
   */
  | { readonly kind: "renamed"; readonly key: ModelKey; readonly from: ModelKey }
  /** The same thing in another file. */
  | { readonly kind: "moved"; readonly key: ModelKey; readonly before: string; readonly after: string }
  /** An attribute has another value; undefined stands for "it has none". */
  | {
      readonly kind: "altered";
      readonly key: ModelKey;
      readonly attribute: string;
      readonly before: JsonValue | undefined;
      readonly after: JsonValue | undefined;
    };

/**
 * Applies changes to the model they start from and gives the model they lead to:
 * `applyChanges(a, diffModels(a, b))` equals `b`.
 */
export function applyChanges(model: Model, changes: readonly Change[]): Model {
  const result = new Map(model);
  // First what takes names away, so that a name can pass from one element to another.
  const renamed = changes.filter((change) => change.kind === "renamed");
  const carried = renamed.map(({ from }) => result.get(from) ?? {});
  for (const change of changes) if (change.kind === "removed") result.delete(change.key);
  for (const { from } of renamed) result.delete(from);
  for (const [index, { key }] of renamed.entries()) result.set(key, carried[index] ?? {});
  for (const change of changes) {
    if (change.kind === "added") result.set(change.key, change.attributes);
    if (change.kind === "moved") result.set(change.key, { ...result.get(change.key), file: change.after });
    if (change.kind === "altered") result.set(change.key, withAttribute(result.get(change.key), change));
  }
  return result;
}

function withAttribute(
  attributes: Attributes | undefined,
  { attribute, after }: { readonly attribute: string; readonly after: JsonValue | undefined },
): Attributes {
  const rest = Object.entries(attributes ?? {}).filter(([name]) => name !== attribute);
  return Object.fromEntries(after === undefined ? rest : [...rest, [attribute, after]]);
}
