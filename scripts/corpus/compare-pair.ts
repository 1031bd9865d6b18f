import { type CompatFinding, compareSchemas, rules as engineRules } from "@breakwater/compat";
import { type RunContext, breakingStep, chooseRules, parseAnnotations } from "@breakwater/gate";
import { type CompiledCommit, scratchContext } from "./compiled-commit.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What was found between a commit and the one before it. */
export interface PairFindings {
  /** Findings that plain `buf breaking` prints, as "RULE message", sorted. */
  readonly buf: readonly string[];
  /** Findings that the gate takes from buf, in the same form. */
  readonly gate: readonly string[];
  /** What the rules of this repository find. */
  readonly own: readonly CompatFinding[];
}

const ownRules: ReadonlySet<string> = new Set(engineRules.map(({ id }) => id));

/** Whether the gate has exactly the findings of plain buf, each as often. */
export function isEqual({ buf, gate }: PairFindings): boolean {
  return JSON.stringify(buf) === JSON.stringify(gate);
}

/**
 * Compares a commit with the one before it three times: as the gate asks buf, as a person would on the two folders, and
 * by the rules of this repository.
 */
export async function comparePair(
  base: CompiledCommit,
  head: CompiledCommit,
  stopwatch: Stopwatch,
): Promise<PairFindings> {
  using scratch = scratchContext(head.folder);
  const buf = await stopwatch.time("plain buf", () => plainBuf(scratch.context, head.folder, base.folder));
  const sides = { head: head.side, base: { ...base.side, role: "base" } as const };
  const rules = chooseRules(sides.head, sides.base);
  const found = await stopwatch.time("gate", () => breakingStep(scratch.context, { ...sides, rules }));
  const own = await stopwatch.time("own rules", () => {
    return Promise.resolve(compareSchemas({ before: base.side.schemas, after: head.side.schemas }));
  });
  const gate = found
    .filter(({ rule }) => !ownRules.has(rule))
    .map(({ rule, message }) => `${rule} ${message}`)
    .toSorted();
  return { buf, gate, own };
}

async function plainBuf(context: RunContext, head: string, base: string): Promise<string[]> {
  const args = ["breaking", "--against", base, "--exclude-imports", "--error-format", "json"];
  const { exitCode, stdout, stderr } = await context.buf(head, args);
  if (exitCode !== 0 && exitCode !== 100) throw new Error(`buf breaking failed: ${stderr}`);
  return parseAnnotations(stdout)
    .map(({ type, message }) => `${type} ${message}`)
    .toSorted();
}
