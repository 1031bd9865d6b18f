import { type Finding, type FindingWaiver, sortFindings } from "../finding.ts";
import { undecided } from "../fingerprint.ts";
import { addDays } from "./day.ts";
import { type Waiver, identityOf, keyOf, keyOfFinding } from "./waiver.ts";
import type { WaiverRequest } from "./waiver-request.ts";
import { waiverFindings } from "./waiver-findings.ts";

/**
 * Puts waivers to the findings that they are for. Only the base's count, so that no change can excuse itself; the
 * change's own are shown as proposed. What is wrong with a waiver is a finding as well. The work grows with findings and
 * waivers, and not with their product: the file of a head may be anybody's.
 */
export function applyWaivers(request: WaiverRequest): Finding[] {
  const { findings, head, base, checks } = request;
  const landed = new Set(base.map(identityOf));
  const written: Written = {
    base: byFinding(base),
    proposed: byFinding(head.filter((waiver) => !landed.has(identityOf(waiver)))),
  };
  const waived = findings.map((finding) => ({ ...finding, waiver: waiverFor(finding, written, request) }));
  if (!checks.includes("policy")) return waived;
  return sortFindings([...waived, ...waiverFindings(request).map(undecided)]);
}

/** Waivers that can count, by the key of their finding. */
interface Written {
  readonly base: ReadonlyMap<string, readonly Waiver[]>;
  readonly proposed: ReadonlyMap<string, readonly Waiver[]>;
}

function byFinding(waivers: readonly Waiver[]): Map<string, Waiver[]> {
  return Map.groupBy(
    waivers.filter(({ problem }) => problem === undefined),
    keyOf,
  );
}

/** The waiver that says most about a finding: one that counts, else a proposed one, else one that has expired. */
function waiverFor(
  finding: Finding,
  { base, proposed }: Written,
  { today, maxDays }: Pick<WaiverRequest, "today" | "maxDays">,
): FindingWaiver | null {
  const key = keyOfFinding(finding);
  const [landed, next] = [base.get(key) ?? [], proposed.get(key) ?? []];
  const isNear = ({ until }: Waiver): boolean => until >= today && until <= addDays(today, maxDays);
  const active = landed.find(isNear);
  if (active !== undefined) return described(active, "active");
  const coming = next.find(isNear);
  if (coming !== undefined) return described(coming, "proposed");
  const expired = landed.find(({ until }) => until < today);
  return expired === undefined ? null : described(expired, "expired");
}

function described({ reason, owner, issue, until }: Waiver, status: FindingWaiver["status"]): FindingWaiver {
  return { status, reason, owner, issue: issue === "" ? null : issue, until };
}
