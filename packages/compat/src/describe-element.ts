import { type ModelKey, splitKey } from "@breakwater/schema";

/** An element as a sentence starts with it: `Field "a.v1.M.id"`. */
export function describeElement(key: ModelKey): string {
  const { kind, name } = splitKey(key);
  const noun = kind === "rpc" ? "RPC" : `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return `${noun} "${name}"`;
}
