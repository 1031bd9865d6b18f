import { type Setup, fromTop, readSetup } from "../doctor/setup.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import type { RunContext } from "../run-context.ts";
import { policyFileName } from "../policy-file.ts";
import { type InitPlan, type PlannedFile, allProtos, planInit } from "./plan.ts";
import { recordBaseline } from "./recorded-baseline.ts";
import type { RecordedBaseline } from "./policy-text.ts";
import { type Survey, takeSurvey } from "./survey.ts";
import type { ActionName } from "./workflow-text.ts";
import { writePlan } from "./write-files.ts";

/** How to adopt the gate. */
export interface InitRequest {
  /** Folder of the schemas, absolute. */
  readonly folder: string;
  readonly action: ActionName;
  readonly owners: string | undefined;
  /** Whether to write nothing. */
  readonly isDry: boolean;
}

/** What was written, or would be, and what the first look found. */
export interface InitResult extends InitPlan {
  readonly top: string;
  readonly isDry: boolean;
  /** How many proto files there are. */
  readonly protos: number;
  readonly baseline: RecordedBaseline;
  /** Undefined when nothing was written. */
  readonly survey: Survey | undefined;
}

/**
 * Writes what a repository needs to adopt the gate, and takes a first look at its schemas.
 * @throws {GateError} when there is nothing to adopt it for
 */
export async function init(context: RunContext, request: InitRequest): Promise<InitResult> {
  const { folder, isDry } = request;
  const setup = await openSetup(context, folder);
  const protos = allProtos(setup).length;
  if (protos === 0) {
    throw new GateError(
      "usage",
      `There is no proto file in ${folder} that git does not ignore. Name their folder with -C.`,
    );
  }
  const baseline = await recordBaseline(context, setup.top);
  const planFor = (from: RecordedBaseline): InitPlan => planInit(setup, { ...request, baseline: from });
  const [plan, withoutRelease] = [planFor(baseline), planFor({ ...baseline, release: undefined })];
  const result = { top: setup.top, isDry, protos };
  if (isDry || !plan.files.some(isWritten)) return { ...result, ...plan, baseline, survey: undefined };
  const isPolicy = ({ path }: PlannedFile): boolean => path === fromTop(setup, policyFileName);
  writePlan(
    setup.top,
    plan.files.filter((file) => !isPolicy(file)),
  );
  const survey = await takeSurvey(context, setup, baseline);
  // A release that does not compile would leave every check without a verdict.
  const isUsable = survey.history === undefined || "counts" in survey.history;
  const chosen = isUsable ? plan : withoutRelease;
  writePlan(setup.top, chosen.files.filter(isPolicy));
  return { ...result, ...chosen, baseline: isUsable ? baseline : { ...baseline, release: undefined }, survey };
}

function isWritten({ kind }: PlannedFile): boolean {
  return kind === "write";
}

/**
 * Reads the set-up around a folder.
 * @throws {GateError} when it is in no repository
 */
export async function openSetup(context: RunContext, folder: string): Promise<Setup> {
  const repository = await GitRepository.around(context, folder);
  if (repository === undefined) {
    throw new GateError(
      "usage",
      `${folder} is not in a git repository. Run \`git init\` and commit its schemas first.`,
    );
  }
  return await readSetup(context, repository);
}
