import type { Attributes } from "@breakwater/schema";
import { splitKey } from "@breakwater/schema";
import { plainText } from "../plain-text.ts";
import type { Rule } from "../rule.ts";

/** https://protobuf.dev/programming-guides/extension_declarations/ */
export const extensionDeclarationRemoved: Rule = {
  id: "EXTENSION_DECLARATION_REMOVED",
  purpose:
    "A message no longer declares an extension, or declares it with another name or type. Its number can be taken by something else, and data with the old extension is then misread.",
  dimension: "binary",
  severity: "warning",
  since: "0.1.0",
  advice: "Keep the declaration and mark it `reserved: true`.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("message", "extensionRanges")) {
      const now = declarations(after);
      for (const [number, declared] of declarations(before)) {
        const other = now.get(number);
        if (other === declared || other === "reserved") continue;
        const change = other === undefined ? "is no longer declared" : `is declared as ${other} now`;
        yield {
          before: beforeKey,
          after: afterKey,
          flows: [],
          message: `Extension ${number} of message "${splitKey(afterKey).name}" was declared as ${declared} and ${change}: the number may come to mean something else.`,
        };
      }
    }
  },
};

/** What is declared for each number, as text; reserved numbers are declared as that. */
function declarations({ extensionRanges }: Attributes): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const range of asList(extensionRanges)) {
    for (const declaration of asList(asRecord(range)["option.declaration"])) {
      const { number, fullName, type, repeated, reserved } = asRecord(declaration);
      const label = repeated === true ? "repeated " : "";
      const text = reserved === true ? "reserved" : `"${label}${plainText(type)} ${plainText(fullName)}"`;
      found.set(plainText(number), text);
    }
  }
  return found;
}

type Json = Attributes[string] | undefined;

function asList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: Json): Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
