import type { Io } from "../io.ts";
import type { GateStep } from "../loosened/workflow-steps.ts";
import { asSection } from "../buf-module.ts";
import { type Diagnosis, faulty, told } from "./diagnosis.ts";
import { jobOf } from "./gate-step.ts";
import { type BranchSettings, readSettings } from "./github-settings.ts";
import type { Setup } from "./setup.ts";

/** What only the settings of the repository can enforce; verified where the API of GitHub tells. */
export async function settingsChecks(io: Io, setup: Setup, steps: readonly GateStep[]): Promise<Diagnosis[]> {
  const checks = checkNames(steps);
  const repository = repositoryName(io, setup.origin);
  const token = (io.env["GITHUB_TOKEN"] ?? "") || (io.env["GH_TOKEN"] ?? "");
  if (repository === undefined) return unverified(setup, checks, "the remote origin is no repository on GitHub");
  if (token === "") return unverified(setup, checks, "neither GITHUB_TOKEN nor GH_TOKEN is set");
  try {
    const { branch } = setup;
    const settings = await readSettings(io, token, { repository, branch });
    return [...verified(setup, checks, settings), bypass(setup)];
  } catch (error) {
    return unverified(setup, checks, error instanceof Error ? error.message : String(error));
  }
}

/** Names of the checks that fail when the gate does: its jobs, and those that need them. */
function checkNames(steps: readonly GateStep[]): string[] {
  const names = steps.flatMap((step) => {
    const jobs = asSection(asSection(step.file.root)["jobs"]);
    const needing = Object.keys(jobs).filter((job) => [asSection(jobs[job])["needs"]].flat().includes(step.job));
    return [nameOf(step.job, jobOf(step)), ...needing.map((job) => nameOf(job, asSection(jobs[job])))];
  });
  return [...new Set(names)];
}

function nameOf(id: string, job: Readonly<Record<string, unknown>>): string {
  return typeof job["name"] === "string" ? job["name"] : id;
}

function repositoryName({ env }: Io, origin: string): string | undefined {
  const named = env["GITHUB_REPOSITORY"] ?? "";
  if (named !== "") return named;
  const [, host = "", path] = /^(?:\w+:\/\/)?(?:[^@/]+@)?([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?\/?$/.exec(origin) ?? [];
  const isGithub = host === "github.com" || ((env["GITHUB_API_URL"] ?? "") !== "" && host !== "");
  return isGithub && path !== undefined && /^[^/]+\/[^/]+$/.test(path) ? path : undefined;
}

/** The sentences about what must be set, by what they are about. */
function wishes({ branch }: Setup, checks: readonly string[]): { check: string; review: string } {
  const named = checks.length === 0 ? "the gate" : checks.map((name) => `"${name}"`).join(" or ");
  return {
    check: `the check ${named} must pass before a change is merged into ${branch}`,
    review: `an owner in CODEOWNERS must approve what is merged into ${branch}`,
  };
}

function unverified(setup: Setup, checks: readonly string[], reason: string): Diagnosis[] {
  const { check, review } = wishes(setup, checks);
  const advice = "See Settings → Rules, or set GITHUB_TOKEN and ask again.";
  const found = [check, review].map((wish) => {
    return faulty("settings", "unverified", { message: `Not verified (${reason}): ${wish}.`, advice });
  });
  return [...found, bypass(setup)];
}

function verified(setup: Setup, checks: readonly string[], settings: BranchSettings): Diagnosis[] {
  const { check, review } = wishes(setup, checks);
  const isRequired = settings.requiredChecks.some((name) => checks.includes(name));
  const where = "Settings → Rules → Rulesets";
  return [
    isRequired
      ? told("settings", `GitHub enforces it: ${check}.`)
      : faulty("settings", "problem", { message: `Nothing enforces it: ${check}.`, advice: `Require it in ${where}.` }),
    reviewCheck(settings, review, where),
    ...settings.ownerErrors.map(({ path, line, message }) => {
      const advice = "Correct the line: GitHub passes over it.";
      const spot = { path, line, text: "" };
      return faulty("settings", "problem", { message: `GitHub cannot use the line: ${message}.`, advice, spot });
    }),
    ...(settings.hasMergeQueue ? [told("settings", "Changes go through a merge queue.")] : []),
  ];
}

function reviewCheck({ ownerReview }: BranchSettings, review: string, where: string): Diagnosis {
  if (ownerReview === true) return told("settings", `GitHub enforces it: ${review}.`);
  if (ownerReview === false) {
    const advice = `Turn on "Require review from Code Owners" in ${where}.`;
    return faulty("settings", "problem", { message: `Nothing enforces it: ${review}.`, advice });
  }
  const message = `Not verified (only an administrator may read branch protection): ${review}.`;
  return faulty("settings", "unverified", { message, advice: "See Settings → Branches." });
}

function bypass({ branch }: Setup): Diagnosis {
  const message = `Not verified (the API does not tell): nobody is on the bypass list of the rules of ${branch}, and only those who may approve a break can set labels.`;
  return faulty("settings", "unverified", { message, advice: "See Settings → Rules." });
}
