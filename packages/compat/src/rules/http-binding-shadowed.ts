import { splitKey } from "@breakwater/schema";
import { type Shadow, findShadows } from "../http/find-shadows.ts";
import { type HttpBinding, routeOf } from "../http/http-binding.ts";
import { HttpComparison } from "../http/http-comparison.ts";
import type { Rule, Violation } from "../rule.ts";

/** The binding that is shadowed has not changed, which is why nobody looks at it. */
export const httpBindingShadowed: Rule = {
  id: "HTTP_BINDING_SHADOWED",
  purpose:
    "A new or moved HTTP binding matches requests that another binding served before. They go to the new one, or to either, depending on the gateway.",
  dimension: "http",
  severity: "error",
  since: "0.1.0",
  advice: "Give the new binding a path that no other binding of the same method matches.",
  covers: [],
  *check(comparison) {
    const http = HttpComparison.of(comparison);
    for (const shadow of findShadows(http)) {
      yield {
        before: shadow.old.rpc,
        after: shadow.by.rpc,
        flows: ["old-to-new"],
        message: messageOf(shadow),
        ...severityOf(shadow),
        witness: () => http.witness(shadow.old, shadow.request),
      };
    }
  },
};

function messageOf({ old, by, request, isTie, isWhole }: Shadow): string {
  const [new_, served] = [nameOf(by), nameOf(old)];
  if (isTie) {
    const which = isWhole ? "" : `, such as "${request.path}"`;
    return `${new_} matches the same requests as ${served}${which}: which one gets them depends on the gateway.`;
  }
  return `${new_} catches requests that ${served} served, such as "${request.path}".`;
}

function nameOf(binding: HttpBinding): string {
  return `"${routeOf(binding)}" of RPC "${splitKey(binding.rpc).name}"`;
}

/** Names of resources seldom have a colon or are a word of the API, so that few requests are caught in part. */
function severityOf({ old, by, isWhole }: Shadow): Pick<Violation, "severity"> {
  if (isWhole) return {};
  const isVerb = by.template?.verb !== undefined && old.template?.verb === undefined;
  return { severity: isVerb ? "note" : "warning" };
}
