import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { SchemaRegistry } from "@breakwater/schema";
import type { Comparison } from "./comparison.ts";
import { parentName } from "./pairing.ts";
import type { Witness } from "./witness.ts";

/**
 * Calls an RPC by its path on both sides, of which the new one refuses.
 * @param verb GET is for RPCs without side effects (https://connectrpc.com/docs/protocol/#unary-get-request)
 */
export function rpcWitness({ before, after }: Comparison, rpc: string, verb: "POST" | "GET" = "POST"): Witness {
  const written = route(before.registry, rpc, verb);
  const read = route(after.registry, rpc, verb);
  if (written === read) return { confirmed: false, reason: `both sides answer calls to "${rpcPath(rpc)}" alike` };
  return {
    confirmed: true,
    flow: "old-to-new",
    input: { kind: "http", text: `${verb} ${rpcPath(rpc)}` },
    before: written,
    after: read,
  };
}

/** The first RPC of a service, whose calls show that the service is gone; undefined for a service without RPCs. */
export function firstRpcOf(registry: SchemaRegistry, service: string): string | undefined {
  const [rpc] = registry.files.getService(service)?.methods ?? [];
  return rpc === undefined ? undefined : `${service}.${rpc.name}`;
}

/** The path that gRPC and Connect clients call: "/a.v1.Books/List" of "a.v1.Books.List". */
export function rpcPath(rpc: string): string {
  const service = parentName(rpc);
  return `/${service}/${rpc.slice(service.length + 1)}`;
}

function route(registry: SchemaRegistry, name: string, verb: string): string {
  const service = registry.files.getService(parentName(name));
  if (service === undefined) return `refused: unimplemented, no service "${parentName(name)}"`;
  const rpc = service.methods.find((method) => `${service.typeName}.${method.name}` === name);
  if (rpc === undefined) return `refused: unimplemented, no such RPC in service "${service.typeName}"`;
  if (verb === "GET" && rpc.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) {
    return "refused: method not allowed, GET is for RPCs with NO_SIDE_EFFECTS";
  }
  return `takes ${rpc.input.typeName}, returns ${rpc.output.typeName}`;
}
