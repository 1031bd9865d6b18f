import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import type { RecordedBaseline } from "./policy-text.ts";

const versionTag = /^(.*?)v?\d+\.\d+(?:\.\d+)?(?:[-+].*)?$/;

/**
 * From when on a repository promises compatibility: its last commit, and the last release that it has.
 * @throws {GateError} when there is no commit
 */
export async function recordBaseline(context: RunContext, top: string): Promise<RecordedBaseline> {
  const { exitCode, stdout } = await context.git(top, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (exitCode !== 0)
    throw new GateError("usage", `The repository in ${top} has no commit yet. Commit its schemas first.`);
  return { commit: stdout.trim(), release: await lastRelease(context, top) };
}

async function lastRelease(context: RunContext, top: string): Promise<RecordedBaseline["release"]> {
  const args = ["for-each-ref", "--merged=HEAD", "--sort=-version:refname", "--format=%(refname:strip=2)", "refs/tags"];
  const { stdout } = await context.git(top, args);
  // A pre-release is no release to keep to.
  const tag = stdout.split("\n").find((name) => versionTag.test(name) && !name.includes("-"));
  return tag === undefined ? undefined : { tag, pattern: tag.replace(/\d.*$/, "*") };
}
