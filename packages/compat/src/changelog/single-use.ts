import { type Model, type ModelKey, modelKey, splitKey } from "@breakwater/schema";

/**
 * Messages that one RPC takes or gives and nothing else refers to, with that RPC: `ListBooksRequest` of `ListBooks`.
 * Who reads of the RPC has read of them.
 */
export function messagesOfOneRpc(model: Model): ReadonlyMap<ModelKey, ModelKey> {
  const users = new Map<string, Set<ModelKey>>();
  for (const [key, { typeName, input, output }] of model) {
    for (const type of [typeName, input, output]) {
      if (typeof type !== "string") continue;
      const known = users.get(type) ?? new Set<ModelKey>();
      users.set(type, known.add(key));
    }
  }
  const owners = new Map<ModelKey, ModelKey>();
  for (const [type, keys] of users) {
    const [user] = keys;
    const message = modelKey("message", type);
    if (keys.size !== 1 || user === undefined || !model.has(message)) continue;
    if (splitKey(user).kind === "rpc") owners.set(message, user);
  }
  return owners;
}
