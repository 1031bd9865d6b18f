import type { JsonValue } from "@bufbuild/protobuf";
import { type ModelKey, splitKey } from "@breakwater/schema";
import type { Rule } from "../rule.ts";
import { type ValueChange, valueChanges } from "../value-changes.ts";

/** Only a team knows what its own options mean: the policy lists those that are a contract. */
export const customOptionChanged: Rule = {
  id: "CUSTOM_OPTION_CHANGED",
  purpose:
    "A custom option that the policy lists under `customOptions` has another value, is new or is gone. What reads it, such as an authorisation or data-protection layer, behaves otherwise.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice:
    "Change the value together with what reads it, or give the option a lower severity under `customOptions` of breakwater.yaml.",
  covers: [],
  *check(comparison) {
    const { customOptions } = comparison.policy;
    for (const change of comparison.changes) {
      if (change.kind !== "altered" || !change.attribute.startsWith("(")) continue;
      const option = change.attribute.slice(1, -1);
      const severity = Object.hasOwn(customOptions, option) ? customOptions[option] : undefined;
      const before = comparison.pairing.origins.get(change.key);
      if (severity === undefined || before === undefined) continue;
      const differences = valueChanges(change.before, change.after).map(describe);
      const shown = differences.slice(0, shownDifferences);
      if (differences.length > shown.length) shown.push(`and ${differences.length - shown.length} more`);
      const message = `Option "${option}" of ${elementName(change.key)} changed: ${shown.join("; ")}.`;
      yield { before, after: change.key, message, flows: [], severity, isDecided: true };
    }
  },
};

const shownDifferences = 5;

function describe({ path, before, after }: ValueChange): string {
  const where = path === "" ? "" : `"${path}" `;
  return `${where}from ${text(before)} to ${text(after)}`;
}

function text(value: JsonValue | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function elementName(key: ModelKey): string {
  const { kind, name } = splitKey(key);
  return `${kind === "rpc" ? "RPC" : kind} "${name}"`;
}
