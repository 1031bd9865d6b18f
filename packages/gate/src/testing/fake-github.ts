import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { textAt } from "../github/json-at.ts";

/** Somebody with an account. */
interface Account {
  readonly login: string;
  readonly type: "User" | "Bot";
}

interface Comment {
  readonly id: number;
  readonly author: Account;
  readonly createdAt: string;
  body: string;
  editor: Account | undefined;
  lastEditedAt: string | undefined;
}

interface IssueEvent {
  readonly id: number;
  readonly event: "labeled" | "unlabeled" | "renamed";
  readonly actor: Account;
  readonly label: { readonly name: string; readonly color: string } | undefined;
  readonly created_at: string;
  readonly performed_via_github_app: { readonly slug: string } | null;
}

/** What the token of the job may do with pull requests; contents and metadata it may read. */
type Access = "read" | "write";

/** The account of `github.token`; GraphQL leaves "[bot]" out of its login. */
const bot: Account = { login: "github-actions[bot]", type: "Bot" };

/** A request that was answered. */
interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * GitHub's interface as far as the gate uses it, on loopback: one repository with one pull request. Its clock moves on a
 * second with everything that happens.
 */
export class FakeGithub implements AsyncDisposable {
  /** Requests that were answered, in order. */
  readonly requests: Answered[] = [];
  readonly token = "token-of-the-job";
  /** What the token may do with pull requests. */
  access: Access = "write";
  /** Status that everything is answered with; undefined when all is well. */
  outage: number | undefined;
  /** How many of the next requests get the outage; all by default. */
  outages = Number.POSITIVE_INFINITY;
  /** How many comments a page has at most. */
  pageSize = 100;
  readonly comments: Comment[] = [];
  private readonly events: IssueEvent[] = [];
  private readonly labels = new Set<string>();
  private readonly permissions = new Map<string, string>();
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private seconds = 0;
  private readonly pull: { readonly number: number; readonly author: Account };

  private constructor(pull: { readonly number: number; readonly author: Account }) {
    this.pull = pull;
  }

  /** Starts it with a pull request. */
  static async start(number: number, author: string): Promise<FakeGithub> {
    const github = new FakeGithub({ number, author: { login: author, type: "User" } });
    github.server.listen(0, "127.0.0.1");
    await once(github.server, "listening");
    return github;
  }

  get url(): string {
    // A server that listens on TCP has such an address.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  /** The base of a role: admin, write, read or none. */
  grant(login: string, permission: string): void {
    this.permissions.set(login, permission);
  }

  /** Somebody sets a label, in person or through an app. */
  setLabel(name: string, login: string, how: { readonly type?: Account["type"]; readonly app?: string } = {}): void {
    this.labels.add(name);
    this.record("labeled", { name, actor: { login, type: how.type ?? "User" }, app: how.app });
  }

  removeLabel(name: string, login: string): void {
    this.labels.delete(name);
    this.record("unlabeled", { name, actor: { login, type: "User" }, app: undefined });
  }

  /** Something that has nothing to do with labels. */
  rename(login: string): void {
    this.record("renamed", { name: undefined, actor: { login, type: "User" }, app: undefined });
  }

  /** A comment of somebody else. */
  comment(login: string, body: string): void {
    this.addComment({ login, type: "User" }, body);
  }

  /** Somebody with write access edits the last comment of the job. */
  editComment(login: string, edit: (body: string) => string): void {
    const comment = this.comments.findLast(({ author }) => author.login === bot.login);
    if (comment === undefined) throw new Error("there is no comment of the job");
    this.rewrite(comment, edit(comment.body), { login, type: login === bot.login ? "Bot" : "User" });
  }

  /** Comments of the job. */
  get ownBodies(): string[] {
    return this.comments.filter(({ author }) => author.login === bot.login).map(({ body }) => body);
  }

  private now(): string {
    this.seconds += 1;
    return new Date(Date.UTC(2026, 0, 1) + this.seconds * 1000).toISOString().replace(".000Z", "Z");
  }

  private record(
    event: IssueEvent["event"],
    { name, actor, app }: { name: string | undefined; actor: Account; app: string | undefined },
  ): void {
    this.events.push({
      id: this.events.length + 1,
      event,
      actor,
      label: name === undefined ? undefined : { name, color: "b60205" },
      created_at: this.now(),
      performed_via_github_app: app === undefined ? null : { slug: app },
    });
  }

  private addComment(author: Account, body: string): Comment {
    const id = 1000 + this.comments.length;
    const comment = { id, author, body, createdAt: this.now(), editor: undefined, lastEditedAt: undefined };
    this.comments.push(comment);
    return comment;
  }

  private rewrite(comment: Comment, body: string, editor: Account): void {
    Object.assign(comment, { body, editor, lastEditedAt: this.now() });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const { method = "", url = "" } = request;
    const { pathname, searchParams } = new URL(url, this.url);
    const text = Buffer.concat(chunks).toString("utf8");
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    const reply = this.reply({ method, path: pathname, query: searchParams, body: parsed, request });
    this.requests.push({ method, path: pathname, status: reply.status });
    response.writeHead(reply.status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(reply.body));
  }

  private reply(asked: Asked): Reply {
    if (this.outage !== undefined && this.outages > 0) {
      this.outages -= 1;
      return fault(this.outage, "Server Error");
    }
    if (!String(asked.request.headers.authorization).endsWith(` ${this.token}`)) return fault(401, "Bad credentials");
    const { method, path, body } = asked;
    const isWrite = method !== "GET" && path !== "/graphql";
    if (isWrite && this.access !== "write") return fault(403, "Resource not accessible by integration");
    const routes: readonly (readonly [string, RegExp, (id: string) => Reply])[] = [
      ["GET", /^\/repos\/acme\/api\/pulls\/(\d+)$/, () => this.pullReply()],
      ["GET", /^\/repos\/acme\/api\/issues\/(\d+)\/events$/, () => this.eventsReply(asked.query)],
      ["GET", /^\/repos\/acme\/api\/collaborators\/([\w-]+)\/permission$/, (login) => this.permissionReply(login)],
      ["POST", /^\/graphql$/, () => this.graphqlReply(body)],
      ["POST", /^\/repos\/acme\/api\/issues\/(\d+)\/comments$/, () => this.createReply(body)],
      ["PATCH", /^\/repos\/acme\/api\/issues\/comments\/(\d+)$/, (id) => this.updateReply(Number(id), body)],
    ];
    for (const [verb, pattern, route] of routes) {
      const [matched, id = ""] = pattern.exec(path) ?? [];
      if (verb === method && matched !== undefined) return route(id);
    }
    return fault(403, "Resource not accessible by integration");
  }

  private pullReply(): Reply {
    const { number, author } = this.pull;
    const labels = [...this.labels].map((name) => ({ id: 1, name, color: "b60205" }));
    return { status: 200, body: { number, state: "open", user: author, labels } };
  }

  private eventsReply(query: URLSearchParams): Reply {
    const [size, page] = [Math.min(Number(query.get("per_page") ?? 30), 100), Number(query.get("page") ?? 1)];
    return { status: 200, body: this.events.slice((page - 1) * size, page * size) };
  }

  private permissionReply(login: string): Reply {
    const permission = this.permissions.get(login) ?? "none";
    return { status: 200, body: { permission, role_name: permission, user: { login } } };
  }

  private graphqlReply(body: unknown): Reply {
    const start = Number(textAt(body, "variables", "after") ?? 0);
    const page = this.comments.slice(start, start + this.pageSize);
    const nodes = page.map((comment) => ({
      databaseId: comment.id,
      body: comment.body,
      viewerDidAuthor: comment.author.login === bot.login,
      createdAt: comment.createdAt,
      lastEditedAt: comment.lastEditedAt ?? null,
      author: actorOf(comment.author),
      editor: comment.editor === undefined ? null : actorOf(comment.editor),
    }));
    const end = start + page.length;
    const pageInfo = { hasNextPage: end < this.comments.length, endCursor: page.length === 0 ? null : String(end) };
    return { status: 200, body: { data: { repository: { pullRequest: { comments: { nodes, pageInfo } } } } } };
  }

  private createReply(body: unknown): Reply {
    const text = textAt(body, "body");
    if (text === undefined || text.length > 65_536) return fault(422, "Validation Failed");
    const { id } = this.addComment(bot, text);
    return { status: 201, body: { id, user: bot, body: text } };
  }

  private updateReply(id: number, body: unknown): Reply {
    const comment = this.comments.find((candidate) => candidate.id === id);
    const text = textAt(body, "body");
    if (comment === undefined) return fault(404, "Not Found");
    if (text === undefined || text.length > 65_536) return fault(422, "Validation Failed");
    this.rewrite(comment, text, bot);
    return { status: 200, body: { id, user: bot, body: text } };
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly request: IncomingMessage;
}

function fault(status: number, message: string): Reply {
  return { status, body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) } };
}

function actorOf({ login }: Account): { readonly login: string } {
  return { login: login.replace(/\[bot\]$/, "") };
}
