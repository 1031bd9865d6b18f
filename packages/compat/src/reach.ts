import { type ModelKey, type SchemaSet, splitKey } from "@breakwater/schema";
import { parentName } from "./pairing.ts";
import type { Flow } from "./flow.ts";

/**
 * Who is wrong after a change: callers that are older than the server, servers that are older than their callers, or
 * readers of data that was stored before.
 */
export type Breaks = "callers" | "servers" | "stored data";

/** How a type gets over the wire. */
export interface Use {
  readonly request: boolean;
  readonly response: boolean;
}

/** Finds out whether types are reached from requests, from responses, or from neither. */
export class Reach {
  private readonly requests = new Set<string>();
  private readonly responses = new Set<string>();

  constructor(schemas: SchemaSet) {
    const types = typesByUser(schemas);
    for (const [key, { input, output }] of schemas.model) {
      if (splitKey(key).kind !== "rpc" || typeof input !== "string" || typeof output !== "string") continue;
      collect(input, types, this.requests);
      collect(output, types, this.responses);
    }
  }

  /**
   * How an element is used: a type, or what is in one. Of a service or RPC the data is the call, which goes from caller
   * to server; a file or package has data of its own only by the services in it.
   */
  useOf(key: ModelKey): Use {
    const { kind, name } = splitKey(key);
    if (["service", "rpc", "file", "package"].includes(kind)) return { request: true, response: false };
    const isType = kind === "message" || kind === "enum";
    const type = isType ? name : parentName(name);
    return { request: this.requests.has(type), response: this.responses.has(type) };
  }
}

/** Full names of the message and enum types that each message has fields of. */
function typesByUser(schemas: SchemaSet): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  for (const [key, { typeName }] of schemas.model) {
    const { kind, name } = splitKey(key);
    if (kind !== "field" || typeof typeName !== "string") continue;
    const user = parentName(name);
    types.set(user, [...(types.get(user) ?? []), typeName]);
  }
  return types;
}

function collect(root: string, types: ReadonlyMap<string, readonly string[]>, into: Set<string>): void {
  const open = [root];
  while (open.length > 0) {
    const type = open.pop();
    if (type === undefined || into.has(type)) continue;
    into.add(type);
    open.push(...(types.get(type) ?? []));
  }
}

/** Who breaks when these flows do, at an element with these keys. */
export function whoBreaks(
  flows: readonly Flow[],
  reach: { readonly before: Reach; readonly after: Reach },
  keys: { readonly before: ModelKey | undefined; readonly after: ModelKey | undefined },
): Breaks[] {
  const uses = [
    keys.before === undefined ? undefined : reach.before.useOf(keys.before),
    keys.after === undefined ? undefined : reach.after.useOf(keys.after),
  ].filter((use) => use !== undefined);
  const request = uses.some((use) => use.request);
  const response = uses.some((use) => use.response);
  const breaks = new Set<Breaks>();
  for (const flow of flows) {
    if (request) breaks.add(flow === "old-to-new" ? "callers" : "servers");
    if (response) breaks.add(flow === "old-to-new" ? "servers" : "callers");
    if (!request && !response) breaks.add("stored data");
  }
  return [...breaks].toSorted();
}
