import { type Attributes, type ModelKey, type SchemaSet, reachable, splitKey } from "@breakwater/schema";
import { parentName } from "./pairing.ts";
import type { Flow } from "./flow.ts";

/**
 * Who is wrong after a change: callers that are older than the server, servers that are older than their callers, or
 * readers of data that was stored before. What no RPC reaches is data at rest as far as the schemas tell, unless an
 * RPC carries a google.protobuf.Any: that may hold any type.
 */
export type Breaks = "callers" | "servers" | "stored data" | "stored data or Any";

/** How a type gets over the wire. */
export interface Use {
  readonly request: boolean;
  readonly response: boolean;
}

/**
 * Finds out whether types are reached from requests, from responses, or from neither: through fields, map values,
 * oneofs, extensions, and the types that `google.longrunning.operation_info` announces for the end of an operation.
 */
export class Reach {
  private readonly schemas: SchemaSet;
  private found: Reached | undefined;

  constructor(schemas: SchemaSet) {
    this.schemas = schemas;
  }

  /**
   * How an element is used: a type, or what is in one. An RPC, and the service around it, is used by calling it, which
   * is a request whatever it answers. A file or package is used as what is in it. Elements that the schemas do not have
   * are not used.
   */
  useOf(key: ModelKey): Use {
    const { kind, name } = splitKey(key);
    switch (kind) {
      case "rpc":
      case "service":
        return { request: this.schemas.model.has(key), response: false };
      case "message":
      case "enum":
        return this.useOfType(name);
      case "extension":
        return this.useOfType(this.schemas.registry.extension(name)?.extendee.typeName ?? "");
      case "field":
      case "oneof":
      case "enum value":
        return this.useOfType(parentName(name));
      case "file":
      case "package":
        return joinUses(this.contentsOf(kind, name).map((content) => this.useOf(content)));
    }
  }

  /** Whether some RPC may carry a google.protobuf.Any, which holds types that nothing refers to. */
  get hasAny(): boolean {
    return this.schemas.usesAny;
  }

  private useOfType(type: string): Use {
    this.found ??= findReached(this.schemas);
    return { request: this.found.requests.has(type), response: this.found.responses.has(type) };
  }

  private contentsOf(kind: "file" | "package", name: string): ModelKey[] {
    const { model } = this.schemas;
    const isIn = (file: unknown): boolean => {
      if (kind === "file") return file === name;
      return typeof file === "string" && model.get(`file ${file}`)?.["package"] === name;
    };
    return [...model].filter(([key, { file }]) => !key.startsWith("file ") && isIn(file)).map(([key]) => key);
  }
}

/** Full names of the types that are reached. */
interface Reached {
  readonly requests: ReadonlySet<string>;
  readonly responses: ReadonlySet<string>;
}

function findReached(schemas: SchemaSet): Reached {
  const types = typesByUser(schemas);
  const requests: string[] = [];
  const responses: string[] = [];
  for (const [key, attributes] of schemas.model) {
    const { kind, name } = splitKey(key);
    if (kind !== "rpc") continue;
    const { input, output } = attributes;
    if (typeof input === "string") requests.push(input);
    if (typeof output === "string") responses.push(output);
    responses.push(...operationTypes(attributes, parentName(name), schemas));
  }
  const partsOf = (type: string): readonly string[] => types.get(type) ?? [];
  return { requests: reachable(requests, partsOf), responses: reachable(responses, partsOf) };
}

/** Full names of the message and enum types that each message has fields, map values or extensions of. */
function typesByUser(schemas: SchemaSet): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  const add = (user: string, type: string | undefined): void => {
    if (type === undefined) return;
    const known = types.get(user);
    if (known === undefined) types.set(user, [type]);
    else known.push(type);
  };
  // The registry has the imports too: the way to a type may lead through them.
  for (const type of schemas.registry.files) {
    if (type.kind === "extension") add(type.extendee.typeName, type.message?.typeName ?? type.enum?.typeName);
    if (type.kind !== "message") continue;
    for (const field of type.fields) add(type.typeName, field.message?.typeName ?? field.enum?.typeName);
  }
  return types;
}

/** What a long-running operation ends with and reports meanwhile (https://google.aip.dev/151); both are answers. */
function operationTypes(rpc: Attributes, service: string, schemas: SchemaSet): string[] {
  const info = rpc["(google.longrunning.operation_info)"];
  if (typeof info !== "object" || info === null || Array.isArray(info)) return [];
  return [info["responseType"], info["metadataType"]]
    .filter((name) => typeof name === "string")
    .map((name) => resolveMessage(name, service, schemas))
    .filter((name) => name !== undefined);
}

/** A name as it is written at a place, looked up in the scopes around the place from the inside out. */
function resolveMessage(name: string, place: string, schemas: SchemaSet): string | undefined {
  const plain = name.replace(/^\./, "");
  for (let scope = plain === name ? place : ""; scope !== ""; scope = parentName(scope)) {
    const candidate = `${scope}.${plain}`;
    if (schemas.registry.message(candidate) !== undefined) return candidate;
  }
  return schemas.registry.message(plain)?.typeName;
}

function joinUses(uses: readonly Use[]): Use {
  return { request: uses.some(({ request }) => request), response: uses.some(({ response }) => response) };
}

/** The reach of each side of a comparison. */
export interface Reaches {
  readonly before: Reach;
  readonly after: Reach;
  /** Earlier releases, whose callers may still be there. */
  readonly history: readonly Reach[];
}

/** Who breaks when these flows do, at an element with these keys. */
export function whoBreaks(
  flows: readonly Flow[],
  { before, after, history }: Reaches,
  keys: { readonly before: ModelKey | undefined; readonly after: ModelKey | undefined },
): Breaks[] {
  const old = keys.before;
  // In an earlier release an element has the name that it had before the change, or else the new one.
  const earlier = old ?? keys.after;
  const { request, response } = joinUses([
    ...(old === undefined ? [] : [before.useOf(old)]),
    ...(keys.after === undefined ? [] : [after.useOf(keys.after)]),
    ...(earlier === undefined ? [] : history.map((release) => release.useOf(earlier))),
  ]);
  const breaks = new Set<Breaks>();
  for (const flow of flows) {
    if (request) breaks.add(flow === "old-to-new" ? "callers" : "servers");
    if (response) breaks.add(flow === "old-to-new" ? "servers" : "callers");
    if (!request && !response) breaks.add(before.hasAny || after.hasAny ? "stored data or Any" : "stored data");
  }
  return [...breaks].toSorted();
}
