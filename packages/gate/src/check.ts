import { resolve } from "node:path";
import type { Rule } from "@breakwater/compat";
import { type Destination, findBaseline } from "./baseline.ts";
import type { Opened } from "./compile-sides.ts";
import { consumerPath } from "./consumers/consumer-path.ts";
import { type CheckName, type Finding, checkNames, isFailing } from "./finding.ts";
import { undecided } from "./fingerprint.ts";
import { GateError } from "./gate-error.ts";
import { parseInput } from "./input.ts";
import type { Rules } from "./rules.ts";
import type { RunContext } from "./run-context.ts";
import { imageDigest } from "./image-input.ts";
import type { GeneratedResult } from "./steps/generated.ts";
import { type RevisionSource, folderLabel, inputSource, inputTree, requireFolder, treeDigest } from "./tree.ts";
import { requireRevision } from "./untrusted.ts";

/** What to check. */
export interface CheckRequest {
  /** The head in buf's input grammar; relative paths start from `folder`. */
  readonly input: string;
  /**
   * Baselines in the same grammar: the first is the base, the others are earlier releases. Empty for the default
   * baseline of the working tree.
   */
  readonly against: readonly string[];
  /**
   * Whether a base that is named is where the change goes, so that the releases count that its policy asks for, as those
   * of the default baseline do.
   */
  readonly isTarget?: boolean;
  /** Where the change goes, for the default baseline. */
  readonly destination?: Destination | undefined;
  readonly only: ReadonlySet<CheckName>;
  /** Folder that the command was started in, or `-C`; absolute. */
  readonly folder: string;
  /** Rules of the engine to judge by; all of them by default. */
  readonly engineRules?: readonly Rule[] | undefined;
  /** Places to look for consumers at, beside the workspace around a folder that is checked; none by default. */
  readonly consumers?: readonly string[];
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
  const [against, ...earlier] = request.against;
  const only = checkNames.filter((name) => request.only.has(name));
  const input = parseInput(request.input);
  if (context.isUntrusted) requireRevision(input);
  if (input.kind === "directory") requireFolder(resolve(request.folder, input.path), input.text);
  const consumers = (request.consumers ?? []).map((text) => consumerPath(text, request.folder));
  const baseline =
    against === undefined ? await findBaseline(context, baselineFolder(request), request.destination) : undefined;
  const why = baseline === undefined ? [] : [`baseline: ${baseline.why}`];
  if (baseline?.identical === true && input.kind === "directory") {
    const labels = { head: folderLabel(input.text), base: baseline.label };
    return { ...labels, verdict: "unchanged", findings: [], rules: undefined, checks: [], notes: why };
  }
  const head = await openInput(context, request.input, request.folder);
  const base = (await baseline?.open()) ?? (await openInput(context, against ?? "", request.folder));
  const common = { head: labelOf(head), base: labelOf(base) };
  if (digestOf(head) === digestOf(base)) {
    // Equal schemas cannot differ, but what is generated of them may have been changed by hand.
    const generated = only.includes("generated") ? await checkGenerated(context, head) : undefined;
    const { findings: found, notes } = generated ?? { findings: [], notes: [] };
    const findings = found.map(undecided);
    const verdict = findings.some(isFailing) ? "fail" : "unchanged";
    const checks: CheckName[] = generated === undefined ? [] : ["generated"];
    return { ...common, verdict, findings, rules: undefined, checks, notes: [...why, ...notes] };
  }
  const history = await Promise.all(earlier.map((text) => openInput(context, text, request.folder)));
  // Loaded when there is something to compare: a check with nothing to do has ended before.
  const [{ compileSides }, { judgeSides }] = await Promise.all([
    import("./compile-sides.ts"),
    import("./judge-sides.ts"),
  ]);
  const compiled = await context.progress.during("compiling", () => compileSides(context, { head, base, history }));
  const judged = await judgeSides(context, {
    ...compiled,
    only,
    opened: { head, base },
    source: baseline?.source ?? (request.isTarget === true ? await sourceOf(context, request) : undefined),
    engineRules: request.engineRules,
    consumers: {
      folder: input.kind === "directory" ? resolve(request.folder, input.path) : request.folder,
      hasWorkspace: input.kind === "directory",
      paths: consumers,
    },
  });
  context.cache.prune();
  const { rules, ...rest } = judged;
  return { ...common, ...rest, rules: rules.from, notes: [...why, ...judged.notes, ...context.cache.notes] };
}

async function sourceOf(context: RunContext, request: CheckRequest): Promise<RevisionSource | undefined> {
  const input = parseInput(request.against[0] ?? "");
  return input.kind === "git" ? await inputSource(context, input, request.folder) : undefined;
}

async function checkGenerated(context: RunContext, head: Opened): Promise<GeneratedResult | undefined> {
  if (context.isUntrusted || "image" in head || !head.files.has("buf.gen.yaml")) return undefined;
  const { generatedStep } = await import("./steps/generated.ts");
  return await generatedStep(context, head);
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
