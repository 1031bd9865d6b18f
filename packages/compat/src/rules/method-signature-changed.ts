import { splitKey } from "@breakwater/schema";
import { listChange, quoteAll } from "../google-api/list-change.ts";
import { textsOf } from "../json-value.ts";
import type { Rule, Violation } from "../rule.ts";

const option = "(google.api.method_signature)";

/** No data shows it: what breaks is source code that calls the overloads. */
export const methodSignatureChanged: Rule = {
  id: "METHOD_SIGNATURE_CHANGED",
  purpose:
    "A google.api.method_signature of an RPC is gone or has other fields. Code that calls the overload which clients generate from it stops compiling.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep each signature in its place and append new ones.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("rpc", option)) {
      const [old, now] = [textsOf(before[option]), textsOf(after[option])].map((list) => list.map(normalise));
      const found = describe(`RPC "${splitKey(afterKey).name}"`, old ?? [], now ?? []);
      if (found !== undefined) yield { before: beforeKey, after: afterKey, flows: [], ...found };
    }
  },
};

function describe(
  rpc: string,
  before: readonly string[],
  after: readonly string[],
): Pick<Violation, "message" | "severity"> | undefined {
  const change = listChange(before, after);
  switch (change?.kind) {
    case "removed": {
      const message = `Signature ${quoteAll(change.items)} of ${rpc} is gone: calls of the generated overload stop compiling.`;
      return { message };
    }
    case "reordered": {
      const message = `The signatures of ${rpc} have other places now: some generators number or choose by them.`;
      return { message, severity: "warning" };
    }
    case "appended":
      return { message: `${rpc} has the signature ${quoteAll(change.items)} as well.`, severity: "note" };
    case undefined:
      return undefined;
  }
}

function normalise(signature: string): string {
  return signature
    .split(",")
    .map((field) => field.trim())
    .join(", ");
}
