import { splitKey } from "@breakwater/schema";
import { outermostDeleted, servicesIn } from "../deletion.ts";
import { firstRpcOf, rpcWitness } from "../rpc-witness.ts";
import type { Rule } from "../rule.ts";

/** Stands for all files, types and services of the package. */
export const packageDeleted: Rule = {
  id: "PACKAGE_DELETED",
  purpose:
    "A package is gone or has another name. It is a part of every full name in it, so calls of its services fail and code that uses its types stops compiling.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the package and deprecate what is in it; add the new one, such as the next version, beside it.",
  covers: ["PACKAGE_NO_DELETE", "FILE_NO_DELETE", "FILE_SAME_PACKAGE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "package")) {
      const { name } = splitKey(key);
      const services = servicesIn(comparison.before.model, key);
      const rpc = services.map((service) => firstRpcOf(comparison.before.registry, service)).find(Boolean);
      const calls = services.length === 0 ? "" : `, and calls to ${services.map((it) => `"/${it}/…"`).join(", ")} fail`;
      yield {
        before: key,
        flows: services.length === 0 ? [] : ["old-to-new"],
        message: `Package "${name}" is gone with all that was in it: code that uses its types stops compiling${calls}.`,
        ...(rpc === undefined ? {} : { witness: () => rpcWitness(comparison, rpc) }),
      };
    }
  },
};
