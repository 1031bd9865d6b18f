import { splitKey } from "@breakwater/schema";
import { outermostDeleted } from "../deletion.ts";
import { rpcPath, rpcWitness } from "../rpc-witness.ts";
import type { Rule } from "../rule.ts";

/** Found by name: renaming an RPC is deleting one and adding another. */
export const rpcDeleted: Rule = {
  id: "RPC_DELETED",
  purpose:
    "An RPC is gone. Its name is part of the path that gRPC and Connect clients call, so every call of it fails, whatever category of compatibility is asked for.",
  dimension: "rpc",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the RPC and mark it `option deprecated = true`; drop it in a new version of the package.",
  covers: ["RPC_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "rpc")) {
      const { name } = splitKey(key);
      yield {
        before: key,
        flows: ["old-to-new"],
        message: `RPC "${name}" is gone: calls to "${rpcPath(name)}" fail.`,
        witness: () => rpcWitness(comparison, name),
      };
    }
  },
};
