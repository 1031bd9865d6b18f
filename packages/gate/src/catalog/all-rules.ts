import { rules } from "@breakwater/compat";
import { adviceFor } from "../advice.ts";
import { compareText } from "../compare-text.ts";
import type { RunContext } from "../run-context.ts";
import { bufRules } from "./buf-rules.ts";
import { gateRules } from "./gate-rules.ts";
import type { KnownRule } from "./known-rule.ts";

/** All rules that a finding can name, but for those of plugins: the engine's, buf's, then the gate's, each by id. */
export async function allRules(context: RunContext): Promise<KnownRule[]> {
  const [breaking, lint] = await Promise.all([bufRules(context, "breaking"), bufRules(context, "lint")]);
  return [engineRules(), breaking, lint, ownRules()].flatMap((group) => {
    return group.toSorted((a, b) => compareText(a.id, b.id));
  });
}

function engineRules(): KnownRule[] {
  return rules.map(({ id, dimension, severity, purpose, advice, covers }) => {
    return { id, source: "engine", check: "breaking", dimension, severity, purpose, advice, categories: [], covers };
  });
}

function ownRules(): KnownRule[] {
  return gateRules.map(({ id, check, purpose }) => {
    const advice = adviceFor(check, id);
    const rest = { dimension: null, categories: [], covers: [] };
    return { id, source: "gate", check, severity: "error", purpose, advice, ...rest };
  });
}
