import type { PackageChanges, Rule } from "@breakwater/compat";
import { GitRepository } from "../git.ts";
import type { RunContext } from "../run-context.ts";
import { digestOf, lastReleaseBefore, openCommit, openNamed } from "./open-side.ts";

/** What to tell of. */
export interface ChangelogRequest {
  /** The older side; by default the last release before the newer one. */
  readonly from: string | undefined;
  /** The newer side, "." for the working tree. */
  readonly to: string;
  /** Folder that the command was started in, or `-C`; absolute. */
  readonly folder: string;
  /** Rules of the engine to judge by; all of them by default. */
  readonly engineRules: readonly Rule[] | undefined;
}

/** Everything that changed between two sides. */
export interface ChangelogReport {
  readonly from: string;
  readonly to: string;
  /** Whether the newer side is the working tree, which is no release yet. */
  readonly isUnreleased: boolean;
  readonly packages: readonly PackageChanges[];
  /** What a person should know beside the changes. */
  readonly notes: readonly string[];
}

/**
 * Tells what changed between two sides.
 * @throws {GateError} when a side cannot be used or does not compile
 */
export async function changelogReport(context: RunContext, request: ChangelogRequest): Promise<ChangelogReport> {
  const { folder, engineRules } = request;
  const to = await openNamed(context, request.to, folder);
  const tag = request.from === undefined ? await lastReleaseBefore(context, to, folder) : undefined;
  const from =
    tag === undefined
      ? await openNamed(context, request.from ?? "", folder)
      : await openCommit(context, {
          repository: new GitRepository(context, folder),
          commit: tag.commit,
          text: tag.name,
        });
  const names = { from: from.name, to: to.name, isUnreleased: to.isWorkTree };
  const why = tag === undefined ? [] : [`from: ${tag.name}, the last release before ${to.name}`];
  if (digestOf(from.opened) === digestOf(to.opened)) {
    return { ...names, packages: [], notes: [...why, "both sides have the same schemas"] };
  }
  // It reads the rules, which a comparison of equal sides need not load.
  const { compareReleases } = await import("./compare-releases.ts");
  const { packages, notes } = await compareReleases(context, { from: from.opened, to: to.opened, engineRules });
  return { ...names, packages, notes: [...why, ...notes] };
}
