import { bufBreakingExamples } from "./buf-breaking-examples.ts";
import { bufLintExamples } from "./buf-lint-examples.ts";
import { engineExample } from "./engine-examples.ts";
import { gateRules } from "./gate-rules.ts";
import type { KnownRule, RuleExample } from "./known-rule.ts";

/** A change that a rule finds; undefined when nobody has written one. */
export function exampleOf({ id, source, check }: KnownRule): RuleExample | undefined {
  switch (source) {
    case "engine":
      return engineExample(id);
    case "gate":
      return gateRules.find((rule) => rule.id === id)?.example;
    case "buf": {
      const diff = (check === "lint" ? bufLintExamples : bufBreakingExamples)[id];
      return diff === undefined ? undefined : { diff, outcome: "" };
    }
  }
}
