import { type CommentParts, markerOf } from "./comment.ts";
import { type Decision, decideApproval } from "./approval.ts";
import { type Shown, type Signing, decodeState, pruneHistory } from "./comment-state.ts";
import type { GithubApi, OwnComment } from "./github-api.ts";

/** What a pull request says about the check. */
export interface Conversation {
  readonly comment: OwnComment | undefined;
  readonly decision: Decision;
  /** Why what the comment kept is not used, for people; undefined when it is. */
  readonly distrust: string | undefined;
  /** What the comment showed, as far as the next run needs it. */
  readonly earlier: readonly Shown[];
  readonly marker: string;
  readonly signing: Signing;
}

/** Which pull request to read, and for which job. */
export interface ConversationRequest {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
  readonly label: string;
  /** Name of the job whose comment it is. */
  readonly job: string;
  readonly approvalKey: string | undefined;
}

/**
 * Reads the comment that an earlier run has written, and who has set the label since.
 * @throws {GithubFault}
 */
export async function readConversation(api: GithubApi, request: ConversationRequest): Promise<Conversation> {
  const { owner, repository, number, label, job, approvalKey } = request;
  const marker = markerOf(job);
  const signing = { subject: `${owner}/${repository}#${number} ${marker}`, key: approvalKey };
  const comment = (await api.ownComments(number)).find(({ body }) => body.startsWith(marker));
  const { history, distrust } = historyOf(comment, signing);
  const state = await labelState(api, number, label);
  const decision = decideApproval({ name: label, ...state }, history);
  const earlier = pruneHistory(history, state.set?.at);
  return { comment, decision, distrust, earlier, marker, signing };
}

async function labelState(
  api: GithubApi,
  number: number,
  label: string,
): Promise<Pick<Parameters<typeof decideApproval>[0], "author" | "set">> {
  const { author, labels } = await api.pullRequest(number);
  const isLabel = (name: string): boolean => name.toLowerCase() === label.toLowerCase();
  if (!labels.some(isLabel)) return { author, set: undefined };
  const last = (await api.labelEvents(number)).findLast((event) => isLabel(event.label));
  // A label without an event was there before the pull request, as when an issue becomes one: nobody has approved.
  if (last === undefined) return { author, set: undefined };
  const mayWrite = last.isPerson && (await api.canWrite(last.by));
  return { author, set: { ...last, mayWrite } };
}

function historyOf(
  comment: OwnComment | undefined,
  signing: Signing,
): { readonly history: readonly Shown[]; readonly distrust: string | undefined } {
  if (comment === undefined) return { history: [], distrust: undefined };
  const again = "Approvals that were given on its text do not count: set the label again.";
  if (comment.editedBy !== undefined) {
    return { history: [], distrust: `\`${comment.editedBy}\` had edited this comment. ${again}` };
  }
  const state = decodeState(comment.body, signing);
  if (state === undefined) return { history: [], distrust: `This comment was not as the check had left it. ${again}` };
  return { history: [...state.earlier, { fingerprints: state.shown, at: comment.writtenAt }], distrust: undefined };
}

/** The parts of a comment that come from the conversation. */
export function commentParts(
  conversation: Conversation,
  label: string,
): Pick<CommentParts, "decision" | "distrust" | "label" | "marker" | "earlier" | "signing"> {
  const { decision, distrust, marker, earlier, signing } = conversation;
  return { decision, distrust, label, marker, earlier, signing };
}
