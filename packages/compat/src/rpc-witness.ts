import type { SchemaRegistry } from "@breakwater/schema";
import type { Comparison } from "./comparison.ts";
import { parentName } from "./pairing.ts";
import type { Witness } from "./witness.ts";

/** Calls an RPC by its path on both sides: the old side has it, the new one does not. */
export function rpcWitness({ before, after }: Comparison, rpc: string): Witness {
  const written = route(before.registry, rpc);
  const read = route(after.registry, rpc);
  if (written === read) return { confirmed: false, reason: `both sides answer calls to "${rpcPath(rpc)}" alike` };
  return {
    confirmed: true,
    flow: "old-to-new",
    input: { kind: "http", text: `POST ${rpcPath(rpc)}` },
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

function route(registry: SchemaRegistry, name: string): string {
  const service = registry.files.getService(parentName(name));
  if (service === undefined) return `refused: unimplemented, no service "${parentName(name)}"`;
  const rpc = service.methods.find((method) => `${service.typeName}.${method.name}` === name);
  if (rpc === undefined) return `refused: unimplemented, no such RPC in service "${service.typeName}"`;
  return `takes ${rpc.input.typeName}, returns ${rpc.output.typeName}`;
}
