import type { Report } from "../check.ts";
import { isFailing } from "../finding.ts";
import { renderMarkdown } from "../render/markdown.ts";
import type { Decision } from "./approval.ts";
import { type CommentState, type Signing, encodeState, maxFingerprints } from "./comment-state.ts";

/** GitHub takes 65,536 characters; some of its own count as several. */
const maxLength = 64_000;

/** Characters of a message that are shown; the fences around it may each be as long. */
const shownMessage = 8000;

/** What a comment is made of. */
export interface CommentParts {
  readonly report: Report;
  readonly decision: Decision;
  /** What became of what the comment kept, if it could not be trusted. */
  readonly distrust: string | undefined;
  /** Name of the label that approves. */
  readonly label: string;
  readonly marker: string;
  readonly earlier: CommentState["earlier"];
  readonly signing: Signing;
}

/** Marks the comment of a job, so that each job has one. */
export function markerOf(job: string): string {
  return `<!-- breakwater:${job.replaceAll(/[^\w./]+/g, "_")} -->`;
}

/** The comment about a report. What can be approved later is what stands in its text. */
export function composeComment(parts: CommentParts): string {
  const { report, decision, distrust, label, marker, earlier, signing } = parts;
  const advice = [distrust, decision.refusal, approvalLine(report, decision), wayOut(report, decision, label)];
  const tail = ["", ...advice.filter((line) => line !== undefined).map((line) => `> ${line}\n`)].join("\n");
  const most = encodeState({ shown: approvable(report).slice(0, maxFingerprints), earlier }, signing);
  const text = renderMarkdown(report, { limit: maxLength - most.length - tail.length - marker.length });
  const shown = approvable(report).filter((fingerprint) => text.includes(fingerprint));
  const state = encodeState({ shown: shown.slice(0, maxFingerprints), earlier }, signing);
  return [marker, text, tail, state].join("\n");
}

/** The comment about a run that came to no verdict. */
export function composeFailure(
  message: string,
  { marker, earlier, signing }: Pick<CommentParts, "marker" | "earlier" | "signing">,
): string {
  const state = encodeState({ shown: [], earlier }, signing);
  return [marker, renderFailure(message), state].join("\n");
}

/** Markdown about a run that came to no verdict; the message may have texts of a schema in it. */
export function renderFailure(message: string): string {
  const text = message.length > shownMessage ? `${message.slice(0, shownMessage)}…` : message;
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return ["**ERROR: there is no verdict, so the check fails**", "", `${fence}text`, text, fence, ""].join("\n");
}

/** Fingerprints of what fails, or would without its approval. */
function approvable({ findings }: Report): string[] {
  const open = findings.filter((finding) => isFailing({ ...finding, approval: null }));
  return [...new Set(open.map(({ fingerprint }) => fingerprint))];
}

function approvalLine({ findings }: Report, { approvals }: Decision): string | undefined {
  if (approvals === undefined) return undefined;
  const count = findings.filter(({ approval }) => approval !== null).length;
  if (count === 0) return undefined;
  return `Approved by \`${approvals.by}\` at ${approvals.at}: ${count} ${count === 1 ? "finding" : "findings"}.`;
}

function wayOut({ verdict }: Report, { approvals, refusal }: Decision, label: string): string | undefined {
  if (verdict !== "fail" || refusal !== undefined) return undefined;
  if (approvals === undefined) {
    return `To let all of this in as it is, somebody with write access other than the author sets the label \`${label}\`.`;
  }
  return `What fails has come after the approval. To approve it too, take the label \`${label}\` off, read it, and set the label again.`;
}
