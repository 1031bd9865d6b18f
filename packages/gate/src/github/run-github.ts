import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Rule } from "@breakwater/compat";
import { withApprovals } from "../approvals.ts";
import { type Report, check } from "../check.ts";
import { exitCodes } from "../exit-code.ts";
import type { CheckName } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import type { Io } from "../io.ts";
import { renderGithub } from "../render/github.ts";
import type { RunContext } from "../run-context.ts";
import { composeComment, composeFailure } from "./comment.ts";
import { type Conversation, commentParts, readConversation } from "./conversation.ts";
import { DataRepository } from "./data-repository.ts";
import { GithubApi } from "./github-api.ts";
import { GithubFault } from "./github-fault.ts";
import type { Job } from "./job.ts";
import { publishFailure, publishReport, warn } from "./publish.ts";
import { fetchRevisions } from "./revisions.ts";

/** What to check in a job, and how to tell. */
export interface GithubRequest {
  readonly job: Job;
  /** Folder that is checked, absolute. */
  readonly folder: string;
  readonly only: ReadonlySet<CheckName>;
  /** Tags, or other revisions, of earlier releases to compare with as well. */
  readonly against: readonly string[];
  /** Name of the label that approves. */
  readonly label: string;
  /** Whether to comment on the pull request. */
  readonly hasComment: boolean;
  /**
   * Writes the report to files.
   * @param prefix folder of the check from the top of the repository, "" at the top
   */
  readonly writeReport: (report: Report, prefix: string) => Promise<void>;
  /** Rules of the engine to judge by; all of them by default. */
  readonly engineRules: readonly Rule[] | undefined;
}

/**
 * Checks what the event of a job changes, and tells it in the log, the summary, the outputs and a comment.
 * @returns the exit code; GitHub that does not answer is a warning, and no approval then counts
 * @throws {GateError} when there is no verdict; the comment and the summary say so as well
 */
export async function runGithub(context: RunContext, request: GithubRequest): Promise<number> {
  const { job, label, hasComment } = request;
  const api = apiFor(context, job);
  const conversation = await attempt(context, async () => await converse(api, request, context.io));
  const write = async (body: string, isNeeded: boolean): Promise<void> => {
    if (!hasComment || conversation === undefined || api === undefined) return;
    await attempt(context, async () => await writeComment({ api, job, conversation, body, isNeeded }));
  };
  try {
    const { report: found, prefix } = await checkEvent(context, request);
    const approvals = conversation?.decision.approvals;
    const report = approvals === undefined ? found : withApprovals(found, approvals);
    context.io.stdout(renderGithub(report, prefix));
    await request.writeReport(report, prefix);
    const refusal = conversation?.decision.refusal;
    if (report.verdict === "fail" && refusal !== undefined) warn(context.io, refusal);
    publishReport(job, report);
    const isNeeded = report.findings.some(({ severity }) => severity !== "note");
    if (conversation !== undefined) {
      await write(composeComment({ report, ...commentParts(conversation, label) }), isNeeded);
    }
    return report.verdict === "fail" ? exitCodes.findings.code : exitCodes.pass.code;
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    publishFailure(job, error.message);
    if (conversation !== undefined) await write(composeFailure(error.message, conversation), true);
    throw error;
  }
}

/** Compares the two sides of the event, neither of which is ever checked out. */
async function checkEvent(
  context: RunContext,
  request: GithubRequest,
): Promise<{ readonly report: Report; readonly prefix: string }> {
  const { job, folder, only, against, engineRules } = request;
  const repository = await GitRepository.around(context, folder);
  if (repository === undefined) {
    throw new GateError("usage", `${folder} is not in a git repository. Check the base out first: actions/checkout.`);
  }
  const prefix = await repository.prefix();
  const revisions = await fetchRevisions(new DataRepository(context, folder, job), job.event);
  const toTop = prefix.split("/").flatMap((part) => (part === "" ? [] : [".."]));
  const inputOf = (revision: string): string => {
    return `${join(...toTop, ".git")}#ref=${revision}${prefix === "" ? "" : `,subdir=${prefix}`}`;
  };
  const [input, ...baselines] = [revisions.head.commit, revisions.base.commit, ...against].map(inputOf);
  const report = await check(context, {
    input: input ?? "",
    against: baselines,
    isTarget: true,
    only,
    folder,
    engineRules,
  });
  const labels = { head: revisions.head.label, base: revisions.base.label };
  return { prefix, report: { ...report, ...labels, notes: [`baseline: ${revisions.why}`, ...report.notes] } };
}

function apiFor({ io }: RunContext, { token, ...where }: Job): GithubApi | undefined {
  if (token === undefined) return undefined;
  const wait = async (milliseconds: number): Promise<void> => {
    await setTimeout(milliseconds, undefined, { signal: io.signal });
  };
  return new GithubApi({ ...where, token, signal: io.signal, wait });
}

async function converse(
  api: GithubApi | undefined,
  request: GithubRequest,
  { cwd }: Io,
): Promise<Conversation | undefined> {
  const { job, label, folder } = request;
  const number = job.event.kind === "push" ? undefined : job.event.number;
  if (number === undefined) return undefined;
  if (api === undefined)
    throw new GithubFault("The job has no GITHUB_TOKEN: nothing is approved and no comment written.");
  const { owner, repository, approvalKey, name } = job;
  // Steps of one job may each check a folder.
  const step = [name, relative(cwd, folder)].filter((part) => part !== "").join("/");
  return await readConversation(api, { owner, repository, number, label, approvalKey, job: step });
}

/** What is written, and where. */
interface CommentRequest {
  readonly api: GithubApi;
  readonly job: Job;
  readonly conversation: Conversation;
  readonly body: string;
  /** Whether there is anything to say; a comment that is there is kept up to date all the same. */
  readonly isNeeded: boolean;
}

async function writeComment({ api, job, conversation, body, isNeeded }: CommentRequest): Promise<void> {
  const { event } = job;
  const { comment } = conversation;
  // An entry of a merge queue is no place to talk.
  if (event.kind !== "pull-request" || comment?.body === body) return;
  if (comment !== undefined) await api.updateComment(comment.id, body);
  else if (isNeeded) await api.createComment(event.number, body);
}

/** The result of some work with GitHub; a fault of it becomes a warning. */
async function attempt<Result>(context: RunContext, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GithubFault)) throw error;
    warn(context.io, error.message);
    return undefined;
  }
}
