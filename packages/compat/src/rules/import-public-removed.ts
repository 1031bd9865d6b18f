import { splitKey } from "@breakwater/schema";
import type { Rule } from "../rule.ts";

/** A public import that became a plain one is removed too. */
export const importPublicRemoved: Rule = {
  id: "IMPORT_PUBLIC_REMOVED",
  purpose:
    "A file no longer has a public import. Schemas that reached the imported file through it stop compiling, and so does code in languages that re-export it.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the `import public`, also when nothing in the file itself needs it.",
  covers: [],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("file", "imports")) {
      const now = publicImports(after["imports"]);
      for (const path of publicImports(before["imports"])) {
        if (now.has(path)) continue;
        yield {
          before: beforeKey,
          after: afterKey,
          flows: [],
          message: `File "${splitKey(afterKey).name}" no longer imports "${path}" publicly: what got its types that way stops compiling.`,
        };
      }
    }
  },
};

function publicImports(imports: unknown): ReadonlySet<string> {
  const entries = Object.entries(typeof imports === "object" && imports !== null ? imports : {});
  return new Set(entries.filter(([, kind]) => kind === "public").map(([path]) => path));
}
