import { Octokit } from "@octokit/core";
import { toFault, retryDelay } from "./github-fault.ts";
import { jsonAt, listAt, textAt } from "./json-at.ts";

/** Which repository to ask about, and how. */
export interface ApiSettings {
  readonly owner: string;
  readonly repository: string;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly token: string;
  /** Ends every request. */
  readonly signal: AbortSignal;
  /** Lets some milliseconds pass. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** A pull request as it is now. */
export interface PullRequest {
  /** Login of its author. */
  readonly author: string;
  readonly labels: readonly string[];
}

/** That somebody set a label. */
export interface LabelEvent {
  readonly label: string;
  readonly by: string;
  /** Whether a person did it, and not a program in its own name or in theirs. */
  readonly isPerson: boolean;
  /** When, in UTC: "2026-12-31T08:00:00Z". */
  readonly at: string;
}

/** A comment that the token's own account has written. */
export interface OwnComment {
  readonly id: number;
  readonly body: string;
  /** When its text became what it is, in UTC. */
  readonly writtenAt: string;
  /** Who else has edited it last; undefined when nobody has. */
  readonly editedBy: string | undefined;
}

const attempts = 3;
const pageSize = 100;
/** Pages of one list that are read at most. */
const maxPages = 50;
/** How long a request may take, in milliseconds. */
const timeout = 20_000;

/** What the gate asks of GitHub: reading, and one comment. Each request that fails throws a `GithubFault`. */
export class GithubApi {
  private readonly settings: ApiSettings;
  private readonly octokit: Octokit;

  constructor(settings: ApiSettings) {
    const silent = (): void => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    this.settings = settings;
    this.octokit = new Octokit({ auth: settings.token, baseUrl: settings.apiUrl, userAgent: "breakwater", log });
  }

  async pullRequest(number: number): Promise<PullRequest> {
    const { data } = await this.send(`show pull request #${number}`, async (request) => {
      return await this.octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
        ...this.where,
        pull_number: number,
        request,
      });
    });
    return { author: textAt(data, "user", "login") ?? "", labels: data.labels.map(({ name }) => name) };
  }

  /** Every time that a label was set, the oldest first. */
  async labelEvents(number: number): Promise<LabelEvent[]> {
    const events: unknown[] = [];
    const what = `list the events of pull request #${number}`;
    for (let page = 1; ; page += 1) {
      const { data } = await this.send(what, async (request) => {
        return await this.octokit.request("GET /repos/{owner}/{repo}/issues/{issue_number}/events", {
          ...this.where,
          issue_number: number,
          per_page: pageSize,
          page,
          request,
        });
      });
      events.push(...data);
      if (data.length < pageSize) return events.flatMap(toLabelEvent);
      if (page === maxPages) throw toFault(what, new Error(`there are more than ${maxPages * pageSize}`));
    }
  }

  /** Whether somebody may push to the repository. */
  async canWrite(login: string): Promise<boolean> {
    const { data } = await this.send(`tell what ${login} may do`, async (request) => {
      return await this.octokit.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
        ...this.where,
        username: login,
        request,
      });
    });
    // The base of a role: "maintain" and custom roles that may write are "write" here, "triage" is "read".
    return data.permission === "admin" || data.permission === "write";
  }

  /** Comments on a pull request that the token's own account has written, the oldest first. */
  async ownComments(number: number): Promise<OwnComment[]> {
    const comments: OwnComment[] = [];
    const { owner, repository } = this.settings;
    const what = `list the comments of pull request #${number}`;
    let after: string | null = null;
    for (let page = 1; page <= maxPages; page += 1) {
      const answer: unknown = await this.send(what, async (request) => {
        return await this.octokit.graphql<unknown>(commentsQuery, { owner, repository, number, after, request });
      });
      const list = jsonAt(answer, "repository", "pullRequest", "comments");
      comments.push(...listAt(list, "nodes").flatMap(toOwnComment));
      after = textAt(list, "pageInfo", "endCursor") ?? null;
      if (jsonAt(list, "pageInfo", "hasNextPage") !== true) return comments;
    }
    throw toFault(what, new Error(`there are more than ${maxPages * pageSize}`));
  }

  async createComment(number: number, body: string): Promise<void> {
    // Sent once: one that arrived although its answer did not would stand there twice.
    await this.send(
      `take a comment on pull request #${number}`,
      async (request) => {
        return await this.octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...this.where,
          issue_number: number,
          body,
          request,
        });
      },
      1,
    );
  }

  async updateComment(id: number, body: string): Promise<void> {
    await this.send("take the new text of the comment", async (request) => {
      return await this.octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
        ...this.where,
        comment_id: id,
        body,
        request,
      });
    });
  }

  private get where(): { owner: string; repo: string } {
    return { owner: this.settings.owner, repo: this.settings.repository };
  }

  private async send<Answer>(
    what: string,
    work: (request: { readonly signal: AbortSignal }) => Promise<Answer>,
    limit: number = attempts,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work({ signal: AbortSignal.any([this.settings.signal, AbortSignal.timeout(timeout)]) });
      } catch (error) {
        this.settings.signal.throwIfAborted();
        const delay = attempt < limit ? retryDelay(error, attempt) : undefined;
        if (delay === undefined) throw toFault(what, error);
        await this.settings.wait(delay);
      }
    }
  }
}

// REST does not tell who has edited a comment, nor whether the token's account wrote it.
const commentsQuery = `query ($owner: String!, $repository: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repository) {
    pullRequest(number: $number) {
      comments(first: ${pageSize}, after: $after) {
        nodes { databaseId body viewerDidAuthor createdAt lastEditedAt author { login } editor { login } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

function toOwnComment(node: unknown): OwnComment[] {
  const id = jsonAt(node, "databaseId");
  const [body, createdAt] = [textAt(node, "body"), textAt(node, "createdAt")];
  if (jsonAt(node, "viewerDidAuthor") !== true || typeof id !== "number") return [];
  if (body === undefined || createdAt === undefined) return [];
  const [editor, editedAt] = [textAt(node, "editor", "login"), textAt(node, "lastEditedAt")];
  // An edit without an editor is one of an account that is gone.
  const isOwn = editedAt === undefined || (editor !== undefined && editor === textAt(node, "author", "login"));
  const editedBy = isOwn ? undefined : (editor ?? "somebody whose account is deleted");
  return [{ id, body, writtenAt: editedAt ?? createdAt, editedBy }];
}

function toLabelEvent(event: unknown): LabelEvent[] {
  if (textAt(event, "event") !== "labeled") return [];
  const [label, by, at] = [
    textAt(event, "label", "name"),
    textAt(event, "actor", "login"),
    textAt(event, "created_at"),
  ];
  if (label === undefined || by === undefined || at === undefined) return [];
  const app = jsonAt(event, "performed_via_github_app");
  const isPerson = textAt(event, "actor", "type") === "User" && (app === undefined || app === null);
  return [{ label, by, at, isPerson }];
}
