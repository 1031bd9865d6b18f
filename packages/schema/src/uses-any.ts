import { reachable } from "./reachable.ts";

/** What of a file tells whether its RPCs may carry a google.protobuf.Any. */
export interface AnyFacts {
  /** Import path. */
  readonly name: string;
  /** Import paths of what it imports. */
  readonly dependencies: readonly string[];
  /** Whether it defines an RPC. */
  readonly hasRpc: boolean;
}

const anyPath = "google/protobuf/any.proto";

/**
 * Whether a file that defines RPCs imports google.protobuf.Any, directly or through others of these files. That needs
 * no more than the imports, so that it can be told of files that were not compiled.
 */
export function usesAny(files: Iterable<AnyFacts>): boolean {
  const byName = new Map([...files].map((file) => [file.name, file]));
  const callers = [...byName.values()].filter(({ hasRpc }) => hasRpc).map(({ name }) => name);
  return reachable(callers, (name) => byName.get(name)?.dependencies ?? []).has(anyPath);
}
