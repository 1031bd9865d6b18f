import { splitKey } from "@breakwater/schema";
import { bindingFates } from "../http/binding-fates.ts";
import { routeOf } from "../http/http-binding.ts";
import { HttpComparison } from "../http/http-comparison.ts";
import type { Rule } from "../rule.ts";

/** A binding that became an additional one, or that a wider one of the same RPC serves, is still there. */
export const httpBindingRemoved: Rule = {
  id: "HTTP_BINDING_REMOVED",
  purpose:
    "An HTTP method and path of google.api.http no longer lead to the RPC they led to. Callers by HTTP get 404, or the answer of another RPC.",
  dimension: "http",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the old method and path as one of the `additional_bindings` of the RPC.",
  covers: [],
  *check(comparison) {
    const http = HttpComparison.of(comparison);
    for (const [binding, fate] of bindingFates(http)) {
      if (fate.kind !== "removed") continue;
      const request = http.findDifference(binding);
      const routed = request === undefined ? undefined : http.after.route(request.method, request.path);
      const follows =
        routed?.kind === "one"
          ? `such requests go to RPC "${splitKey(routed.binding.rpc).name}"`
          : "no binding of the RPC serves such requests";
      yield {
        before: binding.rpc,
        ...(http.hasRpc(binding) ? { after: binding.rpc } : {}),
        flows: ["old-to-new"],
        message: `HTTP binding "${routeOf(binding)}" of RPC "${splitKey(binding.rpc).name}" is gone: ${follows}.`,
        witness: () => http.witness(binding, request),
      };
    }
  },
};
