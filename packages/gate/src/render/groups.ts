import { type Finding, isFailing } from "../finding.ts";

/** The findings of a report by what they mean for its reader; each is in one group, in the order of the report. */
export interface Groups {
  /** What fails the check. */
  readonly failing: readonly Finding[];
  /** Errors that a waiver which counts lets pass. */
  readonly waived: readonly Finding[];
  /** Errors that somebody has approved. */
  readonly approved: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Notes about the change. */
  readonly notes: readonly Finding[];
  /** Notes about what the base has already. */
  readonly existing: readonly Finding[];
}

/** Puts findings into groups. A decision about what fails nothing anyway moves no finding. */
export function groupFindings(findings: readonly Finding[]): Groups {
  const by = Map.groupBy(findings, groupOf);
  const of = (name: keyof Groups): readonly Finding[] => by.get(name) ?? [];
  return {
    failing: of("failing"),
    waived: of("waived"),
    approved: of("approved"),
    warnings: of("warnings"),
    notes: of("notes"),
    existing: of("existing"),
  };
}

function groupOf(finding: Finding): keyof Groups {
  if (isFailing(finding)) return "failing";
  if (finding.severity === "error") return finding.waiver?.status === "active" ? "waived" : "approved";
  if (finding.severity === "warning") return "warnings";
  return finding.existing ? "existing" : "notes";
}
