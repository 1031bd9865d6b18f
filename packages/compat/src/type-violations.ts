import type { Comparison, Pair } from "./comparison.ts";
import { describeElement } from "./describe-element.ts";
import { alteredFields } from "./field-pairs.ts";
import type { Flow } from "./flow.ts";
import type { Violation } from "./rule.ts";
import { type TypeChange, typeChange, typeText } from "./wire-type.ts";
import { fieldBreaks } from "./wire-witness/field-breaks.ts";

/**
 * Fields and extensions whose type changed in one way, with what each side misreads. Where every value that was tried reads the same,
 * only generated code notices, and the violation is a warning without evidence.
 */
export function* typeViolations(comparison: Comparison, change: TypeChange): Generator<Violation> {
  for (const pair of alteredFields(comparison, "type", "typeName", "keyType")) {
    // From one value to several is another matter.
    if (typeChange(pair.before, pair.after) !== change || pair.before["cardinality"] !== pair.after["cardinality"]) {
      continue;
    }
    yield toViolation(comparison, pair);
  }
}

function toViolation(comparison: Comparison, pair: Pair): Violation {
  const { flows, witness } = fieldBreaks(comparison, pair);
  const what = `${describeElement(pair.afterKey)} was "${typeText(pair.before)}" and is "${typeText(pair.after)}" now`;
  const keys = { before: pair.beforeKey, after: pair.afterKey };
  if (flows.length > 0) {
    return { ...keys, flows, message: `${what}: ${whoMisreads(flows)}.`, witness: () => witness };
  }
  const message = `${what}: its values read the same, but generated code has another type.`;
  return { ...keys, flows, severity: "warning", message };
}

function whoMisreads(flows: readonly Flow[]): string {
  if (flows.length > 1) return "each side misreads what the other one writes";
  return flows.includes("old-to-new")
    ? "the new schema misreads what the old one writes"
    : "the old schema misreads what the new one writes";
}
