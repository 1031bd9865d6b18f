import { nearestWord } from "../nearest-word.ts";
import { isDay } from "./day.ts";
import { type WaiverFields, waiverKeys } from "./waiver.ts";

/**
 * Why a waiver cannot count, whatever it is for and whenever it is read.
 * @param unknown keys that it has and no waiver knows
 * @returns what follows "The waiver"; undefined when nothing is wrong with it
 */
export function problemOf(waiver: WaiverFields, unknown: readonly string[]): string | undefined {
  const [key] = unknown;
  if (key !== undefined) {
    const nearest = nearestWord(key, waiverKeys);
    return `has the unknown key "${key}". ${nearest === undefined ? `Known: ${waiverKeys.join(", ")}.` : `Did you mean "${nearest}"?`}`;
  }
  return breadthProblem(waiver) ?? ownerProblem(waiver) ?? dayProblem(waiver.until) ?? issueProblem(waiver.issue);
}

function breadthProblem({ fingerprint, rule, element }: WaiverFields): string | undefined {
  const missing = Object.entries({ fingerprint, rule, element }).find(
    ([, value]) => value === "" || /[*?]/.test(value),
  );
  if (missing !== undefined) {
    const [key, value] = missing;
    const what = value === "" ? `it has no ${key}` : `its ${key} is "${value}"`;
    return `is too broad: ${what}. A waiver is for one finding: copy fingerprint, rule and element of the report.`;
  }
  if (!/^[0-9a-f]{12}$/.test(fingerprint)) {
    return `has the fingerprint "${fingerprint}", which is none: copy the 12 digits from 0 to f of the report.`;
  }
  const cure = cureFor(rule);
  return cure === undefined ? undefined : `is for ${rule}, which needs none: run \`${cure}\`.`;
}

/** The command that settles the findings of a rule, so that nobody need waive them; undefined when there is none. */
export function cureFor(rule: string): string | undefined {
  if (rule === "FORMAT") return "buf format -w";
  return rule.startsWith("GENERATED_") ? "buf generate" : undefined;
}

function ownerProblem({ reason, owner }: WaiverFields): string | undefined {
  if (reason === "") return "has no reason: say why this may break.";
  if (owner === "") return "has no owner: name who answers for it, as in @team or name@example.com.";
  if (isOwner(owner)) return undefined;
  return `has the owner "${owner}", whom nobody could ask: write @user, @organisation/team or an address.`;
}

/** Whether a text names somebody who can be asked: a user or team of GitHub, or an address for mail. */
export function isOwner(text: string): boolean {
  return /^@[\w-]+(\/[\w.-]+)?$/.test(text) || /^[^\s@]+@[^\s@]+$/.test(text);
}

function dayProblem(until: string): string | undefined {
  if (until === "") return "never expires: give it a last day, as in until: 2026-12-31.";
  return isDay(until) ? undefined : `has the last day "${until}", which is none: write it as 2026-12-31.`;
}

function issueProblem(issue: string): string | undefined {
  if (issue === "" || /^https?:\/\/\S+$/.test(issue)) return undefined;
  return `has the issue "${issue}", which is no address: write it as https://….`;
}
