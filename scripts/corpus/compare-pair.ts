import { rules as engineRules } from "@breakwater/compat";
import { type Finding, type RunContext, check, findScope, judgeSides, parseAnnotations } from "@breakwater/gate";
import { type CompiledCommit, scratchContext } from "./compiled-commit.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What was found between a commit and the one before it. */
export interface PairFindings {
  /** Findings that plain `buf breaking` prints, as "RULE message", sorted. */
  readonly buf: readonly string[];
  /** All findings when everything is compiled, compared and linted, at once and without a cache; in order. */
  readonly full: readonly Finding[];
  /** The findings of the check as people run it: affected packages, in batches, with a cache that the pairs share. */
  readonly fast: readonly Finding[];
}

const ownRules: ReadonlySet<string> = new Set(engineRules.map(({ id }) => id));

/** The checks to compare; generated code is no matter of short cuts. */
const only = ["format", "lint", "breaking"] as const;

/** Findings that the gate takes from buf's breaking check, in the form of {@link PairFindings.buf}. */
export function takenFromBuf({ full }: PairFindings): string[] {
  const taken = full.filter(({ check: name, rule }) => name === "breaking" && !ownRules.has(rule));
  return taken.map(({ rule, message }) => `${rule} ${message}`).toSorted();
}

/** Findings of the rules of this repository. */
export function ownFindings({ full }: PairFindings): Finding[] {
  return full.filter(({ rule }) => ownRules.has(rule));
}

/** Whether the gate has exactly the findings of plain buf, each as often. */
export function isEqual(findings: PairFindings): boolean {
  return JSON.stringify(findings.buf) === JSON.stringify(takenFromBuf(findings));
}

/** Whether the short cuts change nothing: the same findings with the same evidence, in the same order. */
export function isFastEqual({ full, fast }: PairFindings): boolean {
  return JSON.stringify(full) === JSON.stringify(fast);
}

/**
 * Checks a commit against the one before it three times: as a person would ask buf on the two folders, in full, and as
 * the command line does it.
 * @param cache folder of the cache
 */
export async function comparePair(
  base: CompiledCommit,
  head: CompiledCommit,
  { stopwatch, cache }: { readonly stopwatch: Stopwatch; readonly cache: string },
): Promise<PairFindings> {
  using scratch = scratchContext(head.folder);
  const buf = await stopwatch.time("plain buf", () => plainBuf(scratch.context, head.folder, base.folder));
  const { findings: full } = await stopwatch.time("full", async () => {
    const scope = await findScope(scratch.context, { head: head.source, base: base.source, history: [] });
    const sides = { head: head.side, base: { ...base.side, role: "base" as const }, history: [] };
    const opened = { head: head.source.tree, base: base.source.tree };
    return await judgeSides(scratch.context, { sides, scope, only, opened });
  });
  const { findings: fast } = await stopwatch.time("fast", async () => {
    using other = scratchContext(head.repository, cache);
    const request = { input: head.input, against: [base.input], only: new Set(only), folder: head.repository };
    return await check(other.context, request);
  });
  return { buf, full, fast };
}

async function plainBuf(context: RunContext, head: string, base: string): Promise<string[]> {
  const args = ["breaking", "--against", base, "--exclude-imports", "--error-format", "json"];
  const { exitCode, stdout, stderr } = await context.buf(head, args);
  if (exitCode !== 0 && exitCode !== 100) throw new Error(`buf breaking failed: ${stderr}`);
  return parseAnnotations(stdout)
    .map(({ type, message }) => `${type} ${message}`)
    .toSorted();
}
