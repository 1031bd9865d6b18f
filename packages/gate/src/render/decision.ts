import type { Finding, FindingWaiver } from "../finding.ts";

/**
 * What people have decided about a finding, or propose to, in a sentence or two; undefined when there is nothing.
 * Names and reasons are as they were written: whoever shows them escapes them.
 */
export function decision({ waiver, approval }: Finding): string | undefined {
  if (waiver?.status === "active") return `Waived until ${waiver.until} by ${written(waiver)}`;
  if (approval !== null) return `Approved by ${approval.by}, ${approval.at}`;
  if (waiver?.status === "proposed") {
    const rule = "It does not count until it is approved, or is on the base.";
    return `Waiver proposed until ${waiver.until} by ${sentence(written(waiver))} ${rule}`;
  }
  if (waiver === null) return undefined;
  return `Waiver expired after ${waiver.until}, by ${written(waiver)}`;
}

function written({ owner, reason, issue }: FindingWaiver): string {
  return `${owner}: ${reason}${issue === null ? "" : ` (${issue})`}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The command that lets a finding pass; undefined where another command mends it, and for what is wrong with a waiver. */
export function wayOut({ check, rule, fingerprint }: Finding): string | undefined {
  if (check === "format" || check === "generated" || rule.startsWith("WAIVER_")) return undefined;
  return `breakwater waive ${fingerprint}`;
}
