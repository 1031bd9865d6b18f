import { splitKey } from "@breakwater/schema";
import { outermostDeleted } from "../deletion.ts";
import { firstRpcOf, rpcWitness } from "../rpc-witness.ts";
import type { Rule } from "../rule.ts";

/** Stands for all RPCs in the service. */
export const serviceDeleted: Rule = {
  id: "SERVICE_DELETED",
  purpose:
    "A service is gone or has another name. Its full name is part of the path of each of its RPCs, so every call of them fails.",
  dimension: "rpc",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the service and mark it `option deprecated = true`; drop it in a new version of the package.",
  covers: ["SERVICE_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "service")) {
      const { name } = splitKey(key);
      const rpc = firstRpcOf(comparison.before.registry, name);
      yield {
        before: key,
        flows: ["old-to-new"],
        message: `Service "${name}" is gone: calls to "/${name}/…" fail.`,
        ...(rpc === undefined ? {} : { witness: () => rpcWitness(comparison, rpc) }),
      };
    }
  },
};
