import { splitKey } from "@breakwater/schema";
import { textOf } from "../json-value.ts";
import type { Rule } from "../rule.ts";

const option = "(google.api.default_host)";

/** A host that is new is what older clients were told by hand. */
export const defaultHostChanged: Rule = {
  id: "DEFAULT_HOST_CHANGED",
  purpose:
    "The google.api.default_host of a service changed or is gone. Generated clients that are not told a host call another one after their next update, or none.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the host and let it forward. A service at another host is a new version of the package.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("service", option)) {
      const [old, now] = [textOf(before[option]), textOf(after[option])];
      if (old === "") continue;
      const service = `service "${splitKey(afterKey).name}"`;
      const message =
        now === ""
          ? `The default host "${old}" of ${service} is gone: clients that are not told a host call none.`
          : `The default host of ${service} is "${now}" instead of "${old}": clients that are not told a host call another one.`;
      yield { before: beforeKey, after: afterKey, message, flows: [] };
    }
  },
};
