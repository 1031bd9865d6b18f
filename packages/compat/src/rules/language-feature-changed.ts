import type { Attributes, ModelKind } from "@breakwater/schema";
import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

const kinds: readonly ModelKind[] = [
  "file",
  "message",
  "field",
  "extension",
  "oneof",
  "enum",
  "enum value",
  "service",
  "rpc",
];

/** Features of languages are extensions of FeatureSet: `features.(pb.go).api_level`. */
export const languageFeatureChanged: Rule = {
  id: "LANGUAGE_FEATURE_CHANGED",
  purpose:
    "A feature of one language changed, such as `features.(pb.go).api_level` or `features.(pb.java).nest_in_file_class`. The generated code of that language has another shape, and what uses it may stop compiling.",
  dimension: "source",
  severity: "warning",
  since: "0.1.0",
  advice: "Generate and compile the code of that language before you change the feature for everybody.",
  covers: ["FIELD_SAME_CPP_STRING_TYPE", "FIELD_SAME_JAVA_UTF8_VALIDATION"],
  *check(comparison) {
    for (const kind of kinds) {
      for (const { beforeKey, afterKey, before, after } of comparison.altered(kind, "option.features")) {
        const [old, now] = [languageFeatures(before), languageFeatures(after)];
        for (const name of new Set([...old.keys(), ...now.keys()])) {
          if (old.get(name) === now.get(name)) continue;
          const change = `from ${old.get(name) ?? "the default"} to ${now.get(name) ?? "the default"}`;
          const message = `${describeElement(afterKey)} has another feature "${name}" than before, ${change}: generated code has another shape.`;
          yield { before: beforeKey, after: afterKey, flows: [], message };
        }
      }
    }
  },
};

/** Values by name, "(pb.go).api_level", as JSON. */
function languageFeatures({ "option.features": features }: Attributes): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (typeof features !== "object" || features === null) return values;
  for (const [set, content] of Object.entries(features)) {
    if (!set.startsWith("[") || typeof content !== "object" || content === null) continue;
    for (const [name, value] of Object.entries(content)) {
      values.set(`(${set.slice(1, -1)}).${snakeCase(name)}`, JSON.stringify(value));
    }
  }
  return values;
}

// Attributes have the names of JSON.
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
