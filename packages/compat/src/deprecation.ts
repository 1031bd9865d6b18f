import { type Model, type ModelKey, type ModelKind, modelKey, splitKey } from "@breakwater/schema";
import { describeElement } from "./describe-element.ts";
import type { Comparison, Pair } from "./comparison.ts";
import { parentName } from "./pairing.ts";

/** Kinds that the option `deprecated` exists for; packages and oneofs have none. */
export const deprecatable: readonly ModelKind[] = [
  "file",
  "message",
  "field",
  "enum",
  "enum value",
  "service",
  "rpc",
  "extension",
];

/** Elements that both sides have and that one of them deprecates. */
export function deprecationChanges(
  comparison: Comparison,
  { to }: { readonly to: boolean },
): { readonly pair: Pair; readonly what: string }[] {
  return deprecatable.flatMap((kind) => {
    return comparison
      .altered(kind, "option.deprecated")
      .filter(({ before, after }) => isMarked(before) !== isMarked(after) && isMarked(after) === to)
      .map((pair) => ({ pair, what: describeElement(pair.afterKey) }));
  });
}

/** Whether an element is deprecated, itself or with something around it. */
export function isDeprecated(model: Model, key: ModelKey): boolean {
  const attributes = model.get(key);
  if (attributes !== undefined && isMarked(attributes)) return true;
  const file = attributes?.["file"];
  if (typeof file === "string" && isMarked(model.get(modelKey("file", file)) ?? {})) return true;
  const parent = parentName(splitKey(key).name);
  if (parent === "" || splitKey(key).kind === "file") return false;
  const around = (["message", "enum", "service"] as const).map((kind) => modelKey(kind, parent));
  return around.some((candidate) => model.has(candidate) && isDeprecated(model, candidate));
}

function isMarked(attributes: Readonly<Record<string, unknown>>): boolean {
  return attributes["option.deprecated"] === true;
}
