import { jsonAt, textAt } from "./json-at.ts";

/** GitHub did not do what it was asked for; the message says what, why, and what to do. */
export class GithubFault extends Error {
  override readonly name = "GithubFault";
}

/** How long to wait at most for GitHub to take requests again, in seconds. */
const patience = 20;

/**
 * How long to wait before a request is worth sending again, in milliseconds; undefined when it is not.
 * @param attempt how often it was sent, from 1
 */
export function retryDelay(error: unknown, attempt: number): number | undefined {
  const status = statusOf(error);
  if (status === undefined) return undefined;
  if (status >= 500) return 250 * 2 ** attempt;
  if (!isRateLimit(error, status)) return undefined;
  const seconds = Number(headerOf(error, "retry-after") ?? Number.NaN);
  return seconds <= patience ? 1000 * seconds : undefined;
}

/**
 * Explains why a request failed.
 * @param what what it was for, as in "read the labels of pull request #12"
 */
export function toFault(what: string, error: unknown): GithubFault {
  const status = statusOf(error);
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const said = status === undefined || status === 500 ? reason : `${status}, ${reason}`;
  return new GithubFault(`GitHub did not ${what} (${said.replace(/ - https?:\S+$/, "")}). ${adviceFor(error, status)}`);
}

function adviceFor(error: unknown, status: number | undefined): string {
  if (status === 401) return "The token is not valid: pass `github.token`.";
  if (status !== undefined && isRateLimit(error, status)) return "Its rate limit is used up: run the job again later.";
  if (status === 403 || status === 404) {
    return "The job needs `permissions: {contents: read, pull-requests: write}`; a token of a fork's `pull_request` only reads.";
  }
  return "Run the job again.";
}

/** Octokit gives a request that got no answer at all the status 500. */
function statusOf(error: unknown): number | undefined {
  const status = jsonAt(error, "status");
  return typeof status === "number" ? status : undefined;
}

// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
function isRateLimit(error: unknown, status: number): boolean {
  if (status === 429) return true;
  const isUsedUp = headerOf(error, "x-ratelimit-remaining") === "0" || headerOf(error, "retry-after") !== undefined;
  return status === 403 && isUsedUp;
}

function headerOf(error: unknown, name: string): string | undefined {
  return textAt(error, "response", "headers", name);
}
