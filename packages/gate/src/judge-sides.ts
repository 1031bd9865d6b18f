import type { Rule } from "@breakwater/compat";
import type { Scope } from "./affected/scope.ts";
import type { Opened, Sides } from "./compile-sides.ts";
import type { ConsumersRequest, WithConsumers } from "./consumers/add-consumers.ts";
import { type CheckName, type Finding, type Found, isFailing, sortFindings } from "./finding.ts";
import { undecided } from "./fingerprint.ts";
import { type ChosenPolicy, choosePolicy } from "./policy-file.ts";
import type { CompiledRelease } from "./releases/release-compiler.ts";
import { judgeReleases } from "./releases/judge-releases.ts";
import { type PreparedReleases, noReleases, prepareReleases } from "./releases/prepare-releases.ts";
import { type Rules, chooseRules } from "./rules.ts";
import type { RunContext } from "./run-context.ts";
import type { Side } from "./side.ts";
import { type BreakingRequest, breakingStep } from "./steps/breaking.ts";
import { formatStep } from "./steps/format.ts";
import { generatedStep } from "./steps/generated.ts";
import { lintStep } from "./steps/lint.ts";
import { policyStep } from "./steps/policy.ts";
import type { RevisionSource } from "./tree.ts";
import { untrustedNotes, withoutHeadPlugins } from "./untrusted.ts";
import { applyWaivers } from "./waivers/apply-waivers.ts";
import { dayOf } from "./waivers/day.ts";
import type { Waiver } from "./waivers/waiver.ts";
import { readWaivers } from "./waivers/waiver-file.ts";

/** Compiled sides, and what to check of them. */
export interface JudgeRequest {
  readonly sides: Sides<Side>;
  /** What can be affected by the change; everything by default. */
  readonly scope: Scope | undefined;
  readonly only: readonly CheckName[];
  /** Where the base was found; undefined when it was named, so that releases are no matter of the check. */
  readonly source?: RevisionSource | undefined;
  /** The inputs as they were opened. */
  readonly opened: { readonly head: Opened; readonly base: Opened };
  /** Rules of the engine to judge by; all of them by default. */
  readonly engineRules?: readonly Rule[] | undefined;
  /** Where to look for consumers of what breaks; nowhere by default. */
  readonly consumers?: Omit<ConsumersRequest, "base"> | undefined;
}

/** What was found, and by whose rules. */
export interface Judgement {
  readonly verdict: "pass" | "fail";
  readonly findings: readonly Finding[];
  readonly rules: Rules;
  /** The checks that ran. */
  readonly checks: readonly CheckName[];
  /** What a person should know beside the findings. */
  readonly notes: readonly string[];
}

/** Runs the checks on two compiled sides, side by side, and puts their findings together. */
export async function judgeSides(context: RunContext, request: JudgeRequest): Promise<Judgement> {
  const { sides, scope, only, opened } = request;
  const asked = chooseRules(sides.head, sides.base);
  const rules = context.isUntrusted ? withoutHeadPlugins(asked) : asked;
  const chosen = choosePolicy({ head: sides.head, base: sides.base });
  const prepared = only.includes("breaking") ? await releasesOf(context, request, chosen) : undefined;
  const of: StepRequest = {
    ...sides,
    history: [...sides.history.map(({ label, schemas }) => ({ name: label, schemas })), ...(prepared?.history ?? [])],
    policy: chosen.policy,
    deprecation: prepared?.deprecation,
    rules,
    engineRules: request.engineRules,
    opened: opened.head,
    // The format of a file depends on nothing else.
    toFormat: context.isFull ? undefined : scope?.changed,
    hasBase: hasSchemas(opened.base),
  };
  // Each is waited for, so that of several faults the same one is told each time.
  const settled = await Promise.allSettled(
    only.map((name) => context.progress.during(doing[name], () => runStep(context, name, of))),
  );
  const results = settled.flatMap((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value ?? [];
  });
  const found = results.flatMap((result) => result.findings).filter((finding) => isAffected(finding, scope));
  const checks = results.map(({ check: name }) => name);
  const decided = applyWaivers({
    findings: await againstReleases(context, of, { found, releases: prepared?.supported ?? [] }),
    head: waiversOf(sides.head),
    base: waiversOf(sides.base),
    checks,
    today: dayOf(context.io.now()),
    maxDays: chosen.maxWaiverDays,
  });
  const consumed = await withConsumers(context, request, decided);
  const { findings } = consumed;
  return {
    verdict: findings.some(isFailing) ? "fail" : "pass",
    findings,
    rules,
    checks,
    notes: [
      ...scopeNotes(scope),
      ...policyNotes(chosen),
      ...(prepared?.notes ?? []),
      ...sideNotes(sides.head, sides.base),
      ...(context.isUntrusted ? untrustedNotes(asked, { only, head: opened.head }) : []),
      ...results.flatMap((result) => result.notes),
      ...consumed.notes,
    ],
  };
}

/** An image has none. */
function waiversOf({ folder, label }: Side): Waiver[] {
  return folder === undefined ? [] : readWaivers(folder, label);
}

async function releasesOf(
  context: RunContext,
  { sides, scope, source }: JudgeRequest,
  { baselines: policy, deprecation: period }: ChosenPolicy,
): Promise<PreparedReleases | undefined> {
  if (policy === undefined) return undefined;
  if (source !== undefined) {
    const request = { ...sides, policy, period, source, scope };
    return await context.progress.during("reading releases", () => prepareReleases(context, request));
  }
  return { ...noReleases, notes: ["releases: not looked at, they go with the default baseline"] };
}

/** Findings in the order of the report, with the baselines that they are about where there are several. */
async function againstReleases(
  context: RunContext,
  of: StepRequest,
  { found, releases }: { readonly found: readonly Found[]; readonly releases: readonly CompiledRelease[] },
): Promise<Finding[]> {
  if (releases.length === 0) return sortFindings(found).map(undecided);
  const breaks = found.filter(({ check }) => check === "breaking");
  const judged = await context.progress.during("comparing with releases", async () => {
    return await judgeReleases(context, of, { releases, found: breaks });
  });
  const others = found.filter(({ check }) => check !== "breaking").map(undecided);
  return sortFindings([...others, ...judged.map(({ found: one, baselines }) => ({ ...undecided(one), baselines }))]);
}

/** Loaded when something breaks, as most changes break nothing. */
async function withConsumers(
  context: RunContext,
  { sides, consumers }: JudgeRequest,
  findings: readonly Finding[],
): Promise<WithConsumers> {
  if (
    consumers === undefined ||
    !findings.some(({ severity, subject }) => severity !== "note" && subject !== undefined)
  )
    return { findings, notes: [] };
  const { addConsumers } = await import("./consumers/add-consumers.ts");
  const request = { ...consumers, base: sides.base };
  return await context.progress.during("looking for consumers", () => addConsumers(context, request, findings));
}

/** What was there before and is in no affected package, or file of its own, has nothing to do with the change. */
function isAffected({ existing, check, path }: Found, scope: Scope | undefined): boolean {
  if (!existing || scope === undefined) return true;
  return check === "format" ? scope.changed.has(path) : scope.head.targets.has(path);
}

/** What a person who waits is told of each check. */
const doing: Readonly<Record<CheckName, string>> = {
  format: "looking at the format",
  lint: "linting",
  breaking: "comparing",
  generated: "generating code",
  policy: "reading the policy",
};

interface StepRequest extends BreakingRequest {
  readonly opened: Opened;
  readonly hasBase: boolean;
  /** Paths of the files to format; all by default. */
  readonly toFormat: ReadonlySet<string> | undefined;
}

function hasSchemas(opened: Opened): boolean {
  return "image" in opened || [...opened.files.keys()].some((path) => path.endsWith(".proto"));
}

interface StepResult {
  readonly check: CheckName;
  readonly findings: readonly Found[];
  readonly notes: readonly string[];
}

async function runStep(context: RunContext, name: CheckName, of: StepRequest): Promise<StepResult | undefined> {
  const { head, base, rules, opened, hasBase, toFormat } = of;
  switch (name) {
    case "format": {
      const notes = "image" in opened ? ["format: not checked, an image has no source text"] : [];
      return { check: name, findings: await formatStep(context, { head, base, paths: toFormat }), notes };
    }
    case "lint":
      return { check: name, findings: await lintStep(context, { head, base, rules }), notes: [] };
    case "breaking": {
      const notes = hasBase ? [] : ["breaking: the base has no schemas, so nothing can break"];
      return {
        check: name,
        findings: await breakingStep(context, of),
        notes,
      };
    }
    case "generated": {
      // The template of a head names programs.
      const result = context.isUntrusted ? undefined : await generatedStep(context, opened);
      return result === undefined ? undefined : { check: name, ...result };
    }
    case "policy":
      return { check: name, ...(await policyStep(context, { head, base })) };
  }
}

function scopeNotes(scope: Scope | undefined): string[] {
  if (scope === undefined) return [];
  return [`scope: ${scope.affected} of ${scope.all} packages, which the change can affect`];
}

function policyNotes({ from }: ChosenPolicy): string[] {
  return from === "defaults" ? [] : [`policy: breakwater.yaml of the ${from}`];
}

function sideNotes(head: Side, base: Side): string[] {
  const linked = [...new Set([...head.linkedModules, ...base.linkedModules])].toSorted();
  return linked.map((folder) => `${folder} is git-ignored: both sides use the one in the working tree`);
}
