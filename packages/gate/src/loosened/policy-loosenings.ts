import {
  type Dimension,
  type Policy,
  type Rule,
  type Severity,
  dimensions,
  nearestEntry,
  rules,
  stabilityOf,
} from "@breakwater/compat";
import { type PolicySection, type PolicyText, entryKey, policyFileName } from "../policy-file.ts";
import { baselineLoosenings } from "./baseline-loosenings.ts";
import { type Loosening, type Spot, spotAt } from "./loosening.ts";

const severityRanks: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };
const stabilityRanks = { unstable: 0, unversioned: 1, stable: 2 } as const;

/** Two policies with their texts; the default policy where a side has no file. */
interface Policies {
  readonly head: PolicyText;
  readonly base: PolicyText;
}

/** Everything that the head's `breakwater.yaml` weighs less than the base's; a side without a file has the defaults. */
export function policyLoosenings(policies: Policies): Loosening[] {
  return [
    ...ruleLoosenings(policies),
    ...dimensionLoosenings(policies),
    ...stabilityLoosenings(policies),
    ...contractLoosenings(policies),
    ...waiverLoosenings(policies),
    ...baselineLoosenings(policies),
  ];
}

function ruleLoosenings({ head, base }: Policies): Loosening[] {
  return namesOf("severity", head, base).flatMap((name) => {
    const rule = rules.find(({ id }) => id === name);
    if (rule === undefined) return [];
    const [before, after] = [weightOf(rule, base.policy), weightOf(rule, head.policy)];
    if (after.rank >= before.rank) return [];
    const message = `Findings of ${name} weigh less: ${before.text} before, ${after.text} now.${failing(before, after)}`;
    return [{ message, ...spots("severity", name, { head, base }) }];
  });
}

interface Weight {
  readonly severity: Severity;
  readonly rank: number;
  readonly text: string;
}

/**
 * How much findings weigh. An error that was decided weighs a little more than one by default, which is lowered where
 * only old servers notice.
 */
function weigh(decided: Severity | undefined, byDefault: Severity): Weight {
  const severity = decided ?? byDefault;
  const rank = severityRanks[severity] * 2 + (decided === "error" ? 1 : 0);
  return { severity, rank, text: decided === undefined ? `at most ${article(severity)}` : article(severity) };
}

function weightOf(rule: Rule, policy: Policy): Weight {
  return weigh(policy.severity[rule.id] ?? policy.dimensions[rule.dimension], rule.severity);
}

function article(severity: Severity): string {
  return `${severity === "error" ? "an" : "a"} ${severity}`;
}

function failing(before: Weight, after: Weight): string {
  return before.severity === "error" && after.severity !== "error" ? " They no longer fail the check." : "";
}

function dimensionLoosenings({ head, base }: Policies): Loosening[] {
  const named = namesOf("dimensions", head, base);
  return dimensions
    .filter((dimension) => named.includes(dimension))
    .flatMap((dimension) => {
      const pair = weakest(dimension, { head, base });
      if (pair === undefined) return [];
      const [before, after] = pair;
      const message = `Findings about the dimension "${dimension}" weigh less: ${before.text} before, ${after.text} now.${failing(before, after)}`;
      return [{ message, ...spots("dimensions", dimension, { head, base }) }];
    });
}

/** The largest loss among what a dimension has: findings of buf, and of rules without an entry of their own. */
function weakest(dimension: Dimension, { head, base }: Policies): readonly [Weight, Weight] | undefined {
  const [decided, now] = [base.policy.dimensions[dimension], head.policy.dimensions[dimension]];
  const own = rules
    .filter((rule) => rule.dimension === dimension)
    .filter(({ id }) => base.policy.severity[id] === undefined && head.policy.severity[id] === undefined)
    .map((rule) => rule.severity);
  const pairs = ["error" as const, ...own].map((severity) => [weigh(decided, severity), weigh(now, severity)] as const);
  const [worst] = pairs.toSorted(([a, b], [c, d]) => b.rank - a.rank - (d.rank - c.rank));
  return worst !== undefined && worst[1].rank < worst[0].rank ? worst : undefined;
}

function stabilityLoosenings({ head, base }: Policies): Loosening[] {
  return namesOf("stability", head, base).flatMap((name) => {
    const [before, after] = [promised(name, base.policy), promised(name, head.policy)];
    if (stabilityRanks[after] >= stabilityRanks[before]) return [];
    const follows =
      after === "unstable"
        ? "What breaks in it no longer fails the check."
        : "That it comes to use something unstable is no longer found.";
    const message = `"${name}" was ${before} and is ${after} now. ${follows}`;
    return [{ message, ...spots("stability", name, { head, base }) }];
  });
}

/** Which part of the name is the package is not known here: the innermost part that is a version decides. */
function promised(name: string, { stability }: Policy): keyof typeof stabilityRanks {
  const entry = nearestEntry(name, stability);
  const declared = entry === undefined ? undefined : stability[entry];
  if (declared !== undefined) return declared;
  const parts = name.split(".");
  const prefixes = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
  const versions = prefixes.map((prefix) => stabilityOf(prefix));
  return versions.find((version) => version !== "unversioned") ?? "unversioned";
}

function contractLoosenings({ head, base }: Policies): Loosening[] {
  return Object.entries(base.policy.customOptions).flatMap(([name, before]) => {
    const options = head.policy.customOptions;
    const after = Object.hasOwn(options, name) ? options[name] : undefined;
    if (after !== undefined && severityRanks[after] >= severityRanks[before]) return [];
    const message =
      after === undefined
        ? `The custom option "${name}" is no contract any more: changes of its values are no longer found.`
        : `Changes of the custom option "${name}" weigh less: ${article(before)} before, ${article(after)} now.`;
    return [{ message, ...spots("customOptions", name, { head, base }) }];
  });
}

function waiverLoosenings({ head, base }: Policies): Loosening[] {
  const [before, after] = [base.maxWaiverDays, head.maxWaiverDays];
  if (after <= before) return [];
  const message = `Waivers may last longer: ${before} days before, ${after} days now.`;
  return [{ message, ...spots("waivers", "maxDays", { head, base }) }];
}

function namesOf(section: PolicySection, ...texts: readonly PolicyText[]): string[] {
  return [...new Set(texts.flatMap(({ policy }) => Object.keys(policy[section])))];
}

function spots(
  section: PolicySection | "waivers",
  name: string,
  { head, base }: Policies,
): Pick<Loosening, "old" | "new"> {
  return { old: spotOf(section, name, base), new: spotOf(section, name, head) };
}

function spotOf(section: PolicySection | "waivers", name: string, { lines, lineOf }: PolicyText): Spot | undefined {
  const line = lineOf.get(entryKey(section, name));
  return line === undefined ? undefined : spotAt(policyFileName, lines, line);
}
