import { resolve } from "node:path";
import { findBaseline } from "./baseline.ts";
import { type CheckName, type Finding, checkNames, sortFindings } from "./finding.ts";
import { GateError } from "./gate-error.ts";
import { type Input, parseInput } from "./input.ts";
import { type ChosenPolicy, choosePolicy } from "./policy-file.ts";
import { type Rules, chooseRules } from "./rules.ts";
import type { RunContext } from "./run-context.ts";
import { type Role, type Side, compileTree, imageDigest, readImage } from "./side.ts";
import { type BreakingRequest, breakingStep } from "./steps/breaking.ts";
import { formatStep } from "./steps/format.ts";
import { generatedStep } from "./steps/generated.ts";
import { lintStep } from "./steps/lint.ts";
import { type Tree, inputTree, treeDigest } from "./tree.ts";

/** What to check. */
export interface CheckRequest {
  /** The head in buf's input grammar; relative paths start from `folder`. */
  readonly input: string;
  /**
   * Baselines in the same grammar: the first is the base, the others are earlier releases. Empty for the default
   * baseline of the working tree.
   */
  readonly against: readonly string[];
  readonly only: ReadonlySet<CheckName>;
  /** Folder that the command was started in, or `-C`; absolute. */
  readonly folder: string;
}

/** The verdict of a check with everything that a report shows. */
export interface Report {
  /** "unchanged" when both sides have equal schemas: nothing was compared, so nothing can be said to have passed. */
  readonly verdict: "pass" | "fail" | "unchanged";
  readonly findings: readonly Finding[];
  readonly head: string;
  readonly base: string;
  /** Whose buf.yaml decided about the rules; undefined when no rule had to be asked. */
  readonly rules: Rules["from"] | undefined;
  /** The checks that ran. */
  readonly checks: readonly CheckName[];
  /** What a person should know beside the findings. */
  readonly notes: readonly string[];
}

/**
 * Checks a head against a base.
 * @throws {GateError} when an input cannot be used or a side does not compile: there is no verdict then
 */
export async function check(context: RunContext, request: CheckRequest): Promise<Report> {
  const head = await openInput(context, request.input, request.folder);
  const [against, ...earlier] = request.against;
  const folder = baselineFolder(request);
  const baseline = against === undefined ? await findBaseline(context, folder) : undefined;
  const base = baseline?.tree ?? (await openInput(context, against ?? "", request.folder));
  const only = checkNames.filter((name) => request.only.has(name));
  const why = baseline === undefined ? [] : [`baseline: ${baseline.why}`];
  const common = { head: labelOf(head), base: labelOf(base) };

  const isWorkTree = "origin" in head && head.origin.kind === "folder" && head.origin.path === folder;
  if (baseline?.identical === true && isWorkTree) {
    return { ...common, verdict: "unchanged", findings: [], rules: undefined, checks: [], notes: why };
  }
  if (digestOf(head) === digestOf(base)) {
    // Equal schemas cannot differ, but what is generated of them may have been changed by hand.
    const generated = only.includes("generated") ? await generatedStep(context, head) : undefined;
    const { findings, notes } = generated ?? { findings: [], notes: [] };
    const verdict = findings.length > 0 ? "fail" : "unchanged";
    const checks: CheckName[] = generated === undefined ? [] : ["generated"];
    return { ...common, verdict, findings, rules: undefined, checks, notes: [...why, ...notes] };
  }
  const opened = await Promise.all(earlier.map((text) => openInput(context, text, request.folder)));
  const [headSide, baseSide, ...releases] = await Promise.all([
    compile(context, "head", head),
    compile(context, "base", base),
    ...opened.map((release) => compile(context, "history", release)),
  ]);
  const rules = chooseRules(headSide, baseSide);
  const history = releases.map((release) => release.schemas);
  const chosen = choosePolicy({ head: policySide(headSide), base: policySide(baseSide) });
  const sides = { head: headSide, base: baseSide, history, policy: chosen.policy };
  const results = (
    await Promise.all(only.map((name) => runStep(context, name, { ...sides, rules, opened: head })))
  ).filter((result) => result !== undefined);
  const findings = sortFindings(results.flatMap((result) => result.findings));
  return {
    ...common,
    verdict: findings.some(({ severity }) => severity === "error") ? "fail" : "pass",
    findings,
    rules: rules.from,
    checks: results.map(({ check: name }) => name),
    notes: [
      ...why,
      ...policyNotes(chosen),
      ...sideNotes(headSide, baseSide),
      ...results.flatMap((result) => result.notes),
    ],
  };
}

/** The folder whose history has the default baseline: the one that is checked; of an image, where the check runs. */
function baselineFolder({ input: text, against, folder }: CheckRequest): string {
  const input = parseInput(text);
  if (input.kind === "git" && against.length === 0) {
    const message = `The input "${text}" is a git revision, which has no default baseline. Name one, for example --against '.git#ref=main'.`;
    throw new GateError("usage", message);
  }
  return input.kind === "directory" ? resolve(folder, input.path) : folder;
}

/** An input before it is compiled. */
type Opened = Tree | { readonly image: Input; readonly digest: string; readonly folder: string };

async function openInput(context: RunContext, text: string, folder: string): Promise<Opened> {
  const input = parseInput(text);
  if (input.kind !== "image") return await inputTree(context, input, folder);
  return { image: input, digest: imageDigest(input, folder), folder };
}

function labelOf(opened: Opened): string {
  return "image" in opened ? opened.image.text : opened.label;
}

function digestOf(opened: Opened): string {
  return "image" in opened ? opened.digest : treeDigest(opened);
}

async function compile(context: RunContext, role: Role, opened: Opened): Promise<Side> {
  if ("image" in opened) return await readImage(context, { role, input: opened.image, folder: opened.folder });
  return await compileTree(context, role, opened);
}

interface StepResult {
  readonly check: CheckName;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

async function runStep(
  context: RunContext,
  name: CheckName,
  of: BreakingRequest & { readonly opened: Opened },
): Promise<StepResult | undefined> {
  const { head, base, rules, opened } = of;
  switch (name) {
    case "format": {
      const notes = "image" in opened ? ["format: not checked, an image has no source text"] : [];
      return { check: name, findings: await formatStep(context, head, base), notes };
    }
    case "lint":
      return { check: name, findings: await lintStep(context, { head, base, rules }), notes: [] };
    case "breaking": {
      const notes =
        base.schemas.index.files.size === 0 ? ["breaking: the base has no schemas, so nothing can break"] : [];
      return {
        check: name,
        findings: await breakingStep(context, of),
        notes,
      };
    }
    case "generated": {
      const result = await generatedStep(context, opened);
      return result === undefined ? undefined : { check: name, ...result };
    }
  }
}

function policySide({ tree, label }: Side): { folder: string | undefined; label: string } {
  return { folder: tree?.folder, label };
}

function policyNotes({ from }: ChosenPolicy): string[] {
  return from === "defaults" ? [] : [`policy: breakwater.yaml of the ${from}`];
}

function sideNotes(head: Side, base: Side): string[] {
  const linked = [...new Set([...head.linkedModules, ...base.linkedModules])].toSorted();
  return linked.map((folder) => `${folder} is git-ignored: both sides use the one in the working tree`);
}
