import type { Finding } from "../finding.ts";
import { isFailing } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import { nearestWord } from "../nearest-word.ts";
import { addDays, isDay } from "./day.ts";
import type { WaiverFields } from "./waiver.ts";
import { cureFor, isOwner } from "./waiver-problem.ts";

/** What a person says of findings that are to be waived; undefined for what they leave out. */
export interface Proposal {
  readonly fingerprints: readonly string[];
  readonly reason: string | undefined;
  readonly owner: string | undefined;
  readonly issue: string | undefined;
  /** By default the last day that is allowed. */
  readonly until: string | undefined;
}

/** What waivers may say. */
export interface Allowed {
  /** Today in UTC: "2026-12-31". */
  readonly today: string;
  readonly maxDays: number;
}

/** What a waiver says beside which finding it is for. */
type Words = Pick<WaiverFields, "reason" | "owner" | "issue" | "until">;

/**
 * What a person says of findings, as waivers will say it.
 * @throws {GateError} with outcome "usage" when something is missing or is not allowed
 */
export function wordsOf(proposal: Omit<Proposal, "fingerprints">, allowed: Allowed): Words {
  const reason = (proposal.reason ?? "").replaceAll(/\s+/g, " ").trim();
  const owner = proposal.owner ?? "";
  const issue = proposal.issue ?? "";
  if (reason === "") throw refusal("A waiver needs a reason. Say why this may break: --reason TEXT.");
  if (!isOwner(owner)) {
    throw refusal("A waiver needs an owner who answers for it: --owner @user, @organisation/team or an address.");
  }
  if (issue !== "" && !/^https?:\/\/\S+$/.test(issue)) {
    throw refusal(`--issue takes the address of an issue, as in https://…; "${issue}" is none.`);
  }
  return { reason, owner, issue, until: lastDay(proposal.until, allowed) };
}

/**
 * Makes a waiver for each finding that is named by its fingerprint.
 * @throws {GateError} with outcome "usage" when a fingerprint names nothing that fails
 */
export function waiversFor(
  fingerprints: readonly string[],
  words: Words,
  findings: readonly Finding[],
): WaiverFields[] {
  return fingerprints.map((fingerprint) => {
    const { rule, element, path } = findFailing(fingerprint, findings);
    return { fingerprint, rule, element: element ?? path, ...words };
  });
}

function lastDay(until: string | undefined, { today, maxDays }: Allowed): string {
  const last = addDays(today, maxDays);
  if (until === undefined) return last;
  if (!isDay(until)) throw refusal(`--until takes a day, as in ${last}; "${until}" is none.`);
  if (until < today) throw refusal(`--until ${until} is over: today is ${today} (UTC).`);
  if (until <= last) return until;
  throw refusal(`--until ${until} is too far ahead: ${last} is the last day that ${maxDays} days allow.`);
}

function findFailing(fingerprint: string, findings: readonly Finding[]): Finding {
  const failing = findings.filter(isFailing);
  const found = findings.find((finding) => finding.fingerprint === fingerprint);
  if (found === undefined) {
    const known = failing.map((finding) => finding.fingerprint);
    const nearest = nearestWord(fingerprint, known);
    const advice = nearest === undefined ? "`breakwater check` shows them." : `Did you mean ${nearest}?`;
    throw refusal(`No finding of this change has the fingerprint "${fingerprint}". ${advice}`);
  }
  const subject = `The finding ${fingerprint}, ${found.rule} of ${found.element ?? found.path},`;
  const cure = cureFor(found.rule);
  if (cure !== undefined) throw refusal(`${subject} needs no waiver: run \`${cure}\`.`);
  if (found.rule.startsWith("WAIVER_")) throw refusal(`${subject} is about a waiver: correct that one.`);
  if (!isFailing(found)) throw refusal(`${subject} does not fail the check, so there is nothing to waive.`);
  return found;
}

function refusal(message: string): GateError {
  return new GateError("usage", message);
}
