import { type Finding, type FindingWaiver, sortFindings } from "../finding.ts";
import { undecided } from "../fingerprint.ts";
import { addDays } from "./day.ts";
import { type Waiver, identityOf, keyOf, keyOfFinding } from "./waiver.ts";
import type { WaiverRequest } from "./waiver-request.ts";
import { waiverFindings } from "./waiver-findings.ts";

/**
 * Puts waivers to the findings that they are for. Only the base's count, so that no change can excuse itself; the
 * change's own are shown as proposed. What is wrong with a waiver is a finding as well.
 */
export function applyWaivers(request: WaiverRequest): Finding[] {
  const { findings, head, base } = request;
  const landed = new Set(base.map(identityOf));
  const proposed = head.filter((waiver) => !landed.has(identityOf(waiver)));
  const waived = findings.map((finding) => {
    return { ...finding, waiver: waiverFor(finding, { ...request, proposed }) };
  });
  if (!request.checks.includes("policy")) return waived;
  return sortFindings([...waived, ...waiverFindings(request).map(undecided)]);
}

/** The waiver that says most about a finding: one that counts, else a proposed one, else one that has expired. */
function waiverFor(
  finding: Finding,
  { base, proposed, today, maxDays }: WaiverRequest & { readonly proposed: readonly Waiver[] },
): FindingWaiver | null {
  const key = keyOfFinding(finding);
  const isFor = (waiver: Waiver): boolean => waiver.problem === undefined && keyOf(waiver) === key;
  const isNear = ({ until }: Waiver): boolean => until >= today && until <= addDays(today, maxDays);
  const active = base.find((waiver) => isFor(waiver) && isNear(waiver));
  if (active !== undefined) return described(active, "active");
  const next = proposed.find((waiver) => isFor(waiver) && isNear(waiver));
  if (next !== undefined) return described(next, "proposed");
  const expired = base.find((waiver) => isFor(waiver) && waiver.until < today);
  return expired === undefined ? null : described(expired, "expired");
}

function described({ reason, owner, issue, until }: Waiver, status: FindingWaiver["status"]): FindingWaiver {
  return { status, reason, owner, issue: issue === "" ? null : issue, until };
}
