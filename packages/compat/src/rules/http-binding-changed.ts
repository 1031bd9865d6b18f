import { splitKey } from "@breakwater/schema";
import { bindingFates, mappingDifferences } from "../http/binding-fates.ts";
import { routeOf } from "../http/http-binding.ts";
import { HttpComparison } from "../http/http-comparison.ts";
import type { Rule } from "../rule.ts";

/** Variables and bodies are compared by field, so that a renamed field of the same number is no change. */
export const httpBindingChanged: Rule = {
  id: "HTTP_BINDING_CHANGED",
  purpose:
    "A binding of google.api.http has another method or path, or the same requests fill other fields or are answered in another form. Callers by HTTP fail, or their data ends up elsewhere.",
  dimension: "http",
  severity: "error",
  since: "0.1.0",
  advice:
    "Keep the binding as it was. A new form of it can stand beside it as one of the `additional_bindings`, with a path of its own.",
  covers: [],
  *check(comparison) {
    const http = HttpComparison.of(comparison);
    for (const [binding, fate] of bindingFates(http)) {
      if (fate.kind !== "remapped" && fate.kind !== "replaced") continue;
      const name = `HTTP binding "${routeOf(binding)}" of RPC "${splitKey(binding.rpc).name}"`;
      const request = http.findDifference(binding);
      const example = request === undefined ? "to the old one" : `such as "${request.method} ${request.path}"`;
      const message =
        fate.kind === "remapped"
          ? `${name} handles the same requests otherwise: ${mappingDifferences(http, binding, fate.to).join("; ")}.`
          : `${name} became "${routeOf(fate.to)}": requests ${example} are not served as before.`;
      yield {
        before: binding.rpc,
        after: binding.rpc,
        flows: ["old-to-new"],
        message,
        witness: () => http.witness(binding, request),
      };
    }
  },
};
