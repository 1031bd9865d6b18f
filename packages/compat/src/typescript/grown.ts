import type { DescEnum, DescMessage, DescService } from "@bufbuild/protobuf";
import { type ModelKey, type ModelKind, type SchemaRegistry, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { parentName } from "../pairing.ts";
import { shortName } from "../quote.ts";

/** What gets new members, and the kind of its members. */
interface Parents {
  readonly message: DescMessage;
  readonly enum: DescEnum;
  readonly service: DescService;
}

const memberKinds = { message: "field", enum: "enum value", service: "rpc" } as const satisfies Record<
  keyof Parents,
  ModelKind
>;

/** A message, enum or service that has new members; whatever is new as a whole has none. */
export interface Grown<T> {
  readonly key: ModelKey;
  readonly before: T;
  readonly after: T;
  /** Names of the members that only the new side has, without that of the parent. */
  readonly added: ReadonlySet<string>;
}

/** What has new members, in the order of the full names. */
export function grown<Kind extends keyof Parents>(comparison: Comparison, kind: Kind): Grown<Parents[Kind]>[] {
  const byParent = Map.groupBy(comparison.added(memberKinds[kind]), ({ key }) => parentName(splitKey(key).name));
  const find: (registry: SchemaRegistry, name: string) => Parents[Kind] | undefined = finders[kind];
  return [...byParent].flatMap(([name, changes]) => {
    const key: ModelKey = `${kind} ${name}`;
    const [before, after] = [find(comparison.before.registry, name), find(comparison.after.registry, name)];
    if (before === undefined || after === undefined || comparison.pair(key) === undefined) return [];
    const added = new Set(changes.map((change) => shortName(splitKey(change.key).name)));
    return [{ key, before, after, added }];
  });
}

const finders: {
  readonly [Kind in keyof Parents]: (registry: SchemaRegistry, name: string) => Parents[Kind] | undefined;
} = {
  message: (registry, name) => registry.message(name),
  enum: (registry, name) => registry.enumeration(name),
  service: (registry, name) => registry.files.getService(name),
};
