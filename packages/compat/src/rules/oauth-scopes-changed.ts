import type { JsonValue } from "@bufbuild/protobuf";
import { splitKey } from "@breakwater/schema";
import { quoteAll } from "../google-api/list-change.ts";
import { textOf } from "../json-value.ts";
import type { Rule } from "../rule.ts";

const option = "(google.api.oauth_scopes)";

/** Scopes are a list in one text; their order says nothing. */
export const oauthScopesChanged: Rule = {
  id: "OAUTH_SCOPES_CHANGED",
  purpose:
    "The google.api.oauth_scopes of a service changed. Callers whose tokens lack a scope that was added, or have only one that was removed, are refused.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep accepting tokens with the old scopes; ask for a new scope in a new version of the package.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("service", option)) {
      const [old, now] = [scopesOf(before[option]), scopesOf(after[option])];
      const service = `service "${splitKey(afterKey).name}"`;
      const keys = { before: beforeKey, after: afterKey, flows: ["old-to-new"] as const };
      const come = now.filter((scope) => !old.includes(scope));
      const gone = old.filter((scope) => !now.includes(scope));
      if (come.length > 0) {
        const message = `OAuth scope ${quoteAll(come)} of ${service} is new: callers with tokens that lack it are refused.`;
        // Until now nothing was said about scopes, and the first list often says what was so all along.
        yield { ...keys, message, ...(old.length === 0 ? { severity: "warning" } : {}) };
      }
      if (gone.length > 0) {
        const message = `OAuth scope ${quoteAll(gone)} of ${service} is gone: callers with tokens that have no other are refused.`;
        yield { ...keys, message, severity: "warning" };
      }
    }
  },
};

function scopesOf(value: JsonValue | undefined): string[] {
  const scopes = textOf(value)
    .split(",")
    .map((scope) => scope.trim());
  return [...new Set(scopes)].filter((scope) => scope !== "");
}
