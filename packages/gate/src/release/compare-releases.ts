import { type ElementFinding, type PackageChanges, type Rule, changelogOf } from "@breakwater/compat";
import { type Opened, compileSides } from "../compile-sides.ts";
import { GateError } from "../gate-error.ts";
import { missingImports } from "./missing-imports.ts";
import { choosePolicy } from "../policy-file.ts";
import { chooseRules } from "../rules.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import { type BreakingReport, breakingReports } from "../steps/breaking.ts";

/** What changed between two sides, and what a person should know of how it was found. */
export interface Difference {
  readonly packages: readonly PackageChanges[];
  readonly notes: readonly string[];
}

/**
 * Finds everything that changed from one side to another. What is breaking is what `check` finds on the same sides, by
 * the rules and the policy of the older one.
 * @throws {GateError} when a side does not compile
 */
export async function compareReleases(
  context: RunContext,
  sides: { readonly from: Opened; readonly to: Opened; readonly engineRules: readonly Rule[] | undefined },
): Promise<Difference> {
  const { from, to, engineRules } = sides;
  const compiled = await compile(context, from, to);
  const { head, base } = compiled;
  const rules = chooseRules(head, base);
  const { policy } = choosePolicy({ head, base });
  const { comparison, reports } = await breakingReports(context, { head, base, rules, policy, engineRules });
  context.cache.prune();
  return {
    packages: changelogOf(comparison, reports.map(toElementFinding)),
    notes: [...linkNotes(head, base), ...context.cache.notes],
  };
}

async function compile(context: RunContext, from: Opened, to: Opened): Promise<{ head: Side; base: Side }> {
  try {
    const { sides } = await context.progress.during("compiling", async () => {
      return await compileSides(context, { head: to, base: from, history: [] });
    });
    return sides;
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    throw (await importError(context, error, { head: to, base: from })) ?? error;
  }
}

/** Files that a message names; the others will be missed as well. */
const shownImports = 5;

/** What does not compile since it imports what is not there, said so: the compiler's lines are about what follows. */
async function importError(
  context: RunContext,
  error: GateError,
  sides: { readonly head: Opened; readonly base: Opened },
): Promise<GateError | undefined> {
  const role = /^The (head|base), /.exec(error.message)?.[1];
  const side = role === "head" ? sides.head : sides.base;
  if (role === undefined || "image" in side || !error.message.includes("imported file does not exist"))
    return undefined;
  const missing = await missingImports(context, side);
  if (missing.length === 0) return undefined;
  const shown = missing.slice(0, shownImports).map((name) => `  ${name}`);
  if (missing.length > shownImports) shown.push(`  and ${missing.length - shownImports} more`);
  return new GateError(
    error.outcome,
    `${side.label} imports files that it does not have:\n${shown.join("\n")}\n${advice}`,
  );
}

const advice =
  "Put them into a folder that git ignores and that buf.yaml names as a module, or let `buf dep update` lock the\n" +
  "dependencies that have them. Where a revision compiles elsewhere, `buf build -o schemas.binpb` there, and name the\n" +
  "image instead.";

function linkNotes(head: Side, base: Side): string[] {
  const linked = [...new Set([...head.linkedModules, ...base.linkedModules])].toSorted();
  return linked.map((folder) => `${folder} is git-ignored: both sides use the one in the working tree`);
}

function toElementFinding({ finding, before, after }: BreakingReport): ElementFinding {
  const { rule, severity, message, breaks } = finding;
  return { rule, severity, message, breaks, before, after };
}
