import { type DeprecationPeriod, describePeriod } from "@breakwater/compat";
import type { ReleaseSection } from "../baseline-policy.ts";
import { type PolicyText, entryKey, policyFileName } from "../policy-file.ts";
import { covers } from "../tag-pattern.ts";
import { type Loosening, type Spot, spotAt } from "./loosening.ts";

interface Policies {
  readonly head: PolicyText;
  readonly base: PolicyText;
}

/** What the head's `breakwater.yaml` asks less of releases than the base's. */
export function baselineLoosenings(policies: Policies): Loosening[] {
  return [...patternLoosenings(policies), ...supportLoosenings(policies), ...periodLoosenings(policies)];
}

// Told from the patterns: which tags there are is no matter of the change.
function patternLoosenings({ head, base }: Policies): Loosening[] {
  const now = head.baselines?.releases ?? [];
  const lost = (base.baselines?.releases ?? []).filter((pattern) => !now.some((wide) => covers(wide, pattern)));
  return lost.map((pattern) => {
    const message = `Not all tags like "${pattern}" are releases any more: what breaks them, and the numbers and names that they had, is no longer looked at.`;
    return { message, ...spots("baselines", "releases", { head, base }) };
  });
}

function supportLoosenings({ head, base }: Policies): Loosening[] {
  const [before, after] = [base.baselines?.supported, head.baselines?.supported];
  if (before === undefined || after === undefined || after >= before) return [];
  const message = `Fewer of the last releases have to stay compatible: ${before} before, ${after} now.`;
  return [{ message, ...spots("baselines", "supported", { head, base }) }];
}

function periodLoosenings({ head, base }: Policies): Loosening[] {
  const [before, after] = [base.deprecation, head.deprecation];
  if (before === undefined || (after?.unit === before.unit && after.count >= before.count)) return [];
  const spot = (text: PolicyText): Spot | undefined => spotOf("deprecation", text.deprecation?.unit, text);
  return [{ message: periodMessage(before, after), old: spot(base), new: spot(head) }];
}

function periodMessage(before: DeprecationPeriod, after: DeprecationPeriod | undefined): string {
  const was = describePeriod(before);
  if (after === undefined) return `What is deleted need not have been deprecated for ${was} any more.`;
  const isShorter = after.unit === before.unit ? "is shorter" : "is counted otherwise, and can be shorter";
  return `The time for which something is deprecated before it may go ${isShorter}: ${was} before, ${describePeriod(after)} now.`;
}

function spots(section: ReleaseSection, name: string, { head, base }: Policies): Pick<Loosening, "old" | "new"> {
  return { old: spotOf(section, name, base), new: spotOf(section, name, head) };
}

function spotOf(section: ReleaseSection, name: string | undefined, { lines, lineOf }: PolicyText): Spot | undefined {
  const line = name === undefined ? undefined : lineOf.get(entryKey(section, name));
  return line === undefined ? undefined : spotAt(policyFileName, lines, line);
}
