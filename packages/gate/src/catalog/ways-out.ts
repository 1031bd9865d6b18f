import type { KnownRule } from "./known-rule.ts";

const waiver =
  "For one finding and a while: `breakwater waive FINGERPRINT --reason … --owner …`, with the fingerprint that the " +
  "report prints. It counts once it is on the base, or approved with the change.";

/** How a team lets a finding pass, or makes the rule weigh less, in sentences; the narrowest way first. */
export function waysOut({ id, source, check, dimension }: KnownRule): string[] {
  if (source === "engine") return [waiver, `For good: \`severity: { ${id}: warning }\` in breakwater.yaml.`];
  switch (check) {
    case "breaking":
      return [
        waiver,
        `For good: \`breaking.ignore_only.${id}\` in buf.yaml names files; \`dimensions: { ${dimension}: warning }\` in ` +
          "breakwater.yaml is about all that breaks in this way.",
      ];
    case "lint":
      return [
        waiver,
        `For good: name the file under \`lint.ignore_only.${id}\` in buf.yaml, with the reason above it.`,
      ];
    case "policy":
      return id.startsWith("WAIVER_") ? [] : [waiver];
    case "format":
    case "generated":
      return [];
  }
}
