import {
  Comparison,
  type CompatFinding,
  type DeprecationHistory,
  type Policy,
  type Release,
  type Rule,
  type Severity,
  type Witness,
  defaultPolicy,
  describeBufRule,
  judge,
  whoBreaks,
  whySafe,
  witnessOfBuf,
} from "@breakwater/compat";
import type { ModelKey } from "@breakwater/schema";
import { setImmediate } from "node:timers/promises";
import { type BufReport, bufBreaking } from "../buf-breaking.ts";
import { fileOf, toFinding } from "../engine-finding.ts";
import type { Found } from "../finding.ts";
import { confirmPrograms } from "../typescript-witness.ts";
import { type Compared, filesOf, groupByRules } from "../rules.ts";
import type { RunContext } from "../run-context.ts";

/** What the breaking check is told beside the two sides. */
export interface BreakingRequest extends Compared {
  /** Earlier releases; none by default. */
  readonly history?: readonly Release[];
  readonly policy?: Policy;
  /** What is asked of what is deleted; nothing by default. */
  readonly deprecation?: DeprecationHistory | undefined;
  /** Rules of the engine; all of them by default. */
  readonly engineRules?: readonly Rule[] | undefined;
}

/**
 * Finds what a change breaks: buf by its own rules, then the engine by the rules that buf does not have. Where both say
 * the same of an element, buf speaks. What buf reports and breaks nobody is a note that says why.
 */
export async function breakingStep(context: RunContext, of: BreakingRequest): Promise<Found[]> {
  // Nothing was there that could break.
  if (of.base.schemas.index.files.size === 0) return [];
  const { reports } = await breakingReports(context, of);
  return reports.map(({ finding }) => finding);
}

/** A finding with the keys of the element that it is about. */
export interface BreakingReport {
  readonly finding: Found;
  /** On the base; undefined where it was not there, or could not be told. */
  readonly before: ModelKey | undefined;
  readonly after: ModelKey | undefined;
}

/** What a change breaks, with the comparison that it was found in. */
export async function breakingReports(
  context: RunContext,
  of: BreakingRequest,
): Promise<{ readonly comparison: Comparison; readonly reports: readonly BreakingReport[] }> {
  const { head, base, rules } = of;
  const files = new Map([...filesOf(head), ...filesOf(base)].map((file) => [file.importPath, file]));
  const groups = groupByRules("breaking", files.values(), rules);
  // buf works beside the engine.
  const asking = bufBreaking(context, of, groups);
  const [asked, judged] = await Promise.allSettled([asking, compare(of)]);
  if (asked.status === "rejected") throw asked.reason;
  if (judged.status === "rejected") throw judged.reason;
  const { comparison, findings } = judged.value;
  const reports = asked.value.map((report) => withReason(report, comparison));
  const targets = new Set([...groups.values()].flatMap((group) => [...group]));
  // What is safe for data may still stop code from compiling, and that is for our rules to say.
  const isCovered = coverage(reports.filter(({ whyHarmless }) => whyHarmless === undefined));
  const own = findings
    .filter((found) => {
      const file = files.get(fileOf(found, { head, base }));
      if (file === undefined || !targets.has(file.importPath)) return false;
      return rules.config?.exempts(file, found.rule.covers) !== true;
    })
    .filter((found) => ![found.before, found.after].some((key) => isCovered(found.rule.covers, key)));
  const proven = (await confirmPrograms(context, of, own)).map((found) => {
    return { finding: toFinding(found, of), before: found.before, after: found.after };
  });
  const described = reports.map((report, index) => describe(report, comparison, index < witnessLimit));
  return { comparison, reports: [...described, ...proven] };
}

/** Runs the engine, with pauses in which the next command can be started. */
async function compare(of: BreakingRequest): Promise<{ comparison: Comparison; findings: CompatFinding[] }> {
  const { head, base, history = [], policy = defaultPolicy, deprecation, engineRules } = of;
  for (const { schemas } of [base, head]) {
    // Built when first asked for.
    void schemas.registry;
    await setImmediate();
    void schemas.model;
    await setImmediate();
  }
  const comparison = new Comparison({ before: base.schemas, after: head.schemas, history, policy, deprecation });
  return { comparison, findings: await judge(comparison, { rules: engineRules, pause: setImmediate }) };
}

/** A finding of buf, with the reason why it breaks nobody if there is one. */
interface JudgedReport extends BufReport {
  readonly whyHarmless: string | undefined;
}

function withReason(report: BufReport, comparison: Comparison): JudgedReport {
  const { finding, subject } = report;
  return { ...report, whyHarmless: subject === undefined ? undefined : whySafe(finding.rule, subject, comparison) };
}

/** Tells whether buf has reported one of some rules for an element. */
function coverage(reports: readonly BufReport[]): (rules: readonly string[], key: string | undefined) => boolean {
  const reported = new Set(reports.map(({ finding, subject }) => `${finding.rule} ${subject}`));
  return (rules, key) => key !== undefined && rules.some((rule) => reported.has(`${rule} ${key}`));
}

/** Findings of buf that evidence is made for: whoever reads so many needs no more of it, and each costs time. */
const witnessLimit = 200;

const notTried: Witness = {
  confirmed: false,
  reason: `evidence is made for the first ${witnessLimit} findings of buf`,
};

function describe(report: JudgedReport, comparison: Comparison, isTried: boolean): BreakingReport {
  const { finding, subject } = report;
  const { dimension } = describeBufRule(finding.rule);
  const severity = comparison.policy.dimensions[dimension] ?? finding.severity;
  if (subject === undefined) {
    return { finding: { ...finding, dimension, severity }, before: undefined, after: undefined };
  }
  const { pairing } = comparison;
  const isDeleted = comparison.before.model.has(subject) && !pairing.pairs.has(subject);
  const keys = isDeleted
    ? { before: subject, after: undefined }
    : { before: pairing.origins.get(subject), after: subject };
  return { finding: describeAt(keys, { ...report, severity, isTried }, comparison), ...keys };
}

function describeAt(
  keys: Pick<BreakingReport, "before" | "after">,
  of: JudgedReport & { readonly severity: Severity; readonly isTried: boolean },
  comparison: Comparison,
): Found {
  const { finding, whyHarmless: reason, severity, isTried } = of;
  const { dimension, flows } = describeBufRule(finding.rule);
  if (reason !== undefined) {
    return { ...finding, dimension, breaks: [], severity: "note", advice: `Nothing: ${reason}.` };
  }
  const witness = isTried ? witnessOfBuf(finding.rule, keys, comparison) : notTried;
  return {
    ...finding,
    dimension,
    severity: comparison.isUnstable(keys) ? "note" : severity,
    breaks: whoBreaks(flows, comparison.reach, keys),
    witness: flows.length > 0 ? (witness ?? null) : null,
    subject: keys.before,
  };
}
