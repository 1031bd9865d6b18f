import type { Breaks, Dimension, Severity, Witness } from "@breakwater/compat";
import type { ModelKey } from "@breakwater/schema";
import { compareText } from "./compare-text.ts";
import type { Use } from "./consumers/use.ts";

/** The checks of a run, in the order of the report. */
export const checkNames = ["format", "lint", "breaking", "generated", "policy"] as const;

export type CheckName = (typeof checkNames)[number];

/** The order of severities in a report. */
const severities: readonly Severity[] = ["error", "warning", "note"];

/** One thing that is wrong, or worth knowing, about a change, as the check that found it says it. */
export interface Found {
  readonly check: CheckName;
  /** Id of the rule: buf's own for lint and breaking, otherwise FORMAT, GENERATED_… or …_LOOSENED. */
  readonly rule: string;
  /** Only an error fails the check. */
  readonly severity: Severity;
  /** Whether the base has the same finding already; such a finding is a note. */
  readonly existing: boolean;
  /** Full name of the innermost element at the position, of a deleted element the one around it; null if there is none. */
  readonly element: string | null;
  /** Path from the folder that is checked, with "/" between parts; of a deleted file the path that it had. */
  readonly path: string;
  /** Line from 1; for what was deleted together with everything around it, the line on the base. */
  readonly line: number;
  /** Column from 1. */
  readonly column: number;
  /** Whether the head has nothing left of what the finding is about. */
  readonly deleted: boolean;
  /** Path on the base of what was changed or deleted; null for what was not there, or where nobody can tell. */
  readonly oldPath: string | null;
  /** Its line on the base, from 1; null for what was not there, and on an image without source positions. */
  readonly oldLine: number | null;
  /** Source lines on the base, joined by "\n"; null if there are none. */
  readonly old: string | null;
  /** Source lines on the head, joined by "\n"; null if there are none. */
  readonly new: string | null;
  readonly message: string;
  readonly advice: string;
  /** What kind of program is wrong after the change; null for findings that are not about a change. */
  readonly dimension: Dimension | null;
  /** Who is wrong after the change, as far as data shows it. */
  readonly breaks: readonly Breaks[];
  /** Evidence that was run, or why there is none; null for rules that need none. */
  readonly witness: Witness | null;
  /**
   * The element of the base that it is about, for those who look at the base again; undefined if there is none. No
   * report has it.
   */
  readonly subject?: ModelKey | undefined;
}

/** A finding with what people have decided about it. The JSON report holds these as they are. */
export interface Finding extends Found {
  /** Names the finding in waivers and approvals, see `fingerprint.ts`. */
  readonly fingerprint: string;
  /** The waiver that is written for it; null when there is none. */
  readonly waiver: FindingWaiver | null;
  /** Who has approved it, for what is not waived; null when nobody has. */
  readonly approval: Approval | null;
  /** The baselines that a break is about, the base first; empty when the base is the only one. */
  readonly baselines: readonly string[];
  /** Who uses the element; empty when nobody does, null when that was not looked at. */
  readonly consumers: readonly Use[] | null;
}

/** What a waiver says about its finding. */
export interface FindingWaiver {
  /**
   * "active" when it counts; "proposed" when the change that is checked adds it, so that it does not count yet;
   * "expired" when its last day is over.
   */
  readonly status: "active" | "proposed" | "expired";
  readonly reason: string;
  readonly owner: string;
  /** Address of the issue about it; null if none is named. */
  readonly issue: string | null;
  /** The last day on which it counts, in UTC: "2026-12-31". */
  readonly until: string;
}

/** Who has let a finding pass. */
export interface Approval {
  readonly by: string;
  /** When, in UTC: "2026-12-31T08:00:00Z". */
  readonly at: string;
}

/** Whether a finding fails the check: an error that no waiver that counts, and no approval, is about. */
export function isFailing({ severity, waiver, approval }: Finding): boolean {
  return severity === "error" && waiver?.status !== "active" && approval === null;
}

/** What findings have that are not about a change. */
export const noChange = {
  dimension: null,
  breaks: [],
  witness: null,
  deleted: false,
  oldPath: null,
  oldLine: null,
} as const;

/** Order of the report: errors first, then by check, place and rule. Also drops what is reported twice. */
export function sortFindings<Kind extends Found>(findings: readonly Kind[]): Kind[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...unique.values()].toSorted(compareFindings);
}

function compareFindings(a: Found, b: Found): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    checkNames.indexOf(a.check) - checkNames.indexOf(b.check) ||
    compareText(a.path, b.path) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}
