import { splitKey } from "@breakwater/schema";
import { outermostDeleted, servicesIn } from "../deletion.ts";
import { firstRpcOf, rpcWitness } from "../rpc-witness.ts";
import type { Rule } from "../rule.ts";

/** A file whose content, or a part of it, is in another file now is no deletion. */
export const fileDeleted: Rule = {
  id: "FILE_DELETED",
  purpose:
    "A file is gone with all that was in it. Schemas that import it stop compiling, and so does code that uses its types.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the file and deprecate what is in it; drop it in a new version of the package.",
  covers: ["FILE_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "file")) {
      const { name } = splitKey(key);
      const services = servicesIn(comparison.before.model, key);
      const rpc = services.map((service) => firstRpcOf(comparison.before.registry, service)).find(Boolean);
      const calls = services.length === 0 ? "" : `, and calls to ${services.map((it) => `"/${it}/…"`).join(", ")} fail`;
      yield {
        before: key,
        flows: services.length === 0 ? [] : ["old-to-new"],
        message: `File "${name}" is gone with all that was in it: what imports it stops compiling${calls}.`,
        ...(rpc === undefined ? {} : { witness: () => rpcWitness(comparison, rpc) }),
      };
    }
  },
};
