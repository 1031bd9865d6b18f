import { expect, test } from "vitest";
import { FakeGithub } from "../testing/fake-github.ts";
import { encodeState } from "./comment-state.ts";
import { markerOf } from "./comment.ts";
import { type Conversation, readConversation } from "./conversation.ts";
import { GithubApi } from "./github-api.ts";

const request = { owner: "acme", repository: "api", number: 12, label: "ok", job: "gate", approvalKey: undefined };
const body = (...shown: string[]): string => {
  return `${markerOf("gate")}\n${encodeState({ shown, earlier: [] }, { subject: "", key: undefined })}`;
};

function apiOf(github: FakeGithub, waits: number[] = []): GithubApi {
  const wait = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const { signal } = new AbortController();
  const where = { owner: "acme", repository: "api", apiUrl: github.url };
  return new GithubApi({ ...where, token: github.token, signal, wait });
}

/** What a run reads after some things have happened to the pull request of alice. */
async function after(happen: (github: FakeGithub, api: GithubApi) => Promise<void>): Promise<Conversation> {
  await using github = await FakeGithub.start(12, "alice");
  for (const login of ["alice", "bob"]) github.grant(login, "write");
  const api = apiOf(github);
  await happen(github, api);
  return await readConversation(api, request);
}

test("who set the label last decides, on whatever page of the events that is", async () => {
  const { decision } = await after(async (github, api) => {
    await api.createComment(12, body("a"));
    github.setLabel("ok", "alice");
    github.removeLabel("ok", "bob");
    for (let index = 0; index < 250; index += 1) github.rename("alice");
    github.setLabel("OK", "bob");
    github.setLabel("other", "alice");
  });
  expect([...(decision.approvals?.fingerprints ?? [])]).toEqual(["a"]);
});

for (const [what, set] of [
  ["a program", (github: FakeGithub) => github.setLabel("ok", "renovate[bot]", { type: "Bot" })],
  ["a program in the name of a writer", (github: FakeGithub) => github.setLabel("ok", "bob", { app: "some-app" })],
  [
    "the author, after a writer took it off",
    (github: FakeGithub) => {
      github.setLabel("ok", "bob");
      github.removeLabel("ok", "bob");
      github.setLabel("ok", "alice");
    },
  ],
  [
    "a writer whose access is gone",
    (github: FakeGithub) => (github.setLabel("ok", "bob"), github.grant("bob", "read")),
  ],
  [
    "nobody, since it was taken off",
    (github: FakeGithub) => (github.setLabel("ok", "bob"), github.removeLabel("ok", "bob")),
  ],
] as const) {
  test(`a label of ${what} approves nothing`, async () => {
    const { decision } = await after(async (github, api) => {
      await api.createComment(12, body("a"));
      set(github);
    });
    expect(decision.approvals).toBeUndefined();
  });
}

test("our comment is found on any page, and one of somebody else never", async () => {
  const { comment, earlier } = await after(async (github, api) => {
    github.pageSize = 2;
    github.comment("alice", body("forged"));
    for (let index = 0; index < 5; index += 1) github.comment("bob", "LGTM");
    await api.createComment(12, body("a"));
  });
  expect(comment?.body).toBe(body("a"));
  expect(earlier.map(({ fingerprints }) => fingerprints)).toEqual([["a"]]);
});

test("a comment counts from when it was written last, and not at all once somebody else has edited it", async () => {
  const rewritten = await after(async (github, api) => {
    await api.createComment(12, body("a"));
    github.setLabel("ok", "bob");
    const [comment] = await api.ownComments(12);
    await api.updateComment(comment?.id ?? 0, body("a", "b"));
  });
  expect(rewritten.decision.refusal).toContain("set before these findings were shown");
  const edited = await after(async (github, api) => {
    await api.createComment(12, body("a"));
    github.editComment("alice", () => body("a", "b"));
    github.setLabel("ok", "bob");
  });
  expect(edited).toMatchObject({ distrust: expect.stringContaining("`alice` had edited"), earlier: [] });
  expect(edited.decision.approvals).toBeUndefined();
});

test("a label that was there before anything was shown approves nothing, however often the check runs", async () => {
  const { decision } = await after(async (github, api) => {
    github.setLabel("ok", "bob");
    await api.createComment(12, body("a"));
    const { comment, earlier, marker, signing } = await readConversation(api, request);
    await api.updateComment(comment?.id ?? 0, `${marker}\n${encodeState({ shown: ["a"], earlier }, signing)}`);
  });
  expect(decision.refusal).toContain("Take it off, read them, and set it again.");
});

test("with a key, not even a program with the same account can write what was shown", async () => {
  const withKey = { ...request, approvalKey: "a secret of the default branch" };
  await using github = await FakeGithub.start(12, "alice");
  github.grant("bob", "write");
  const api = apiOf(github);
  const { marker, signing } = await readConversation(api, withKey);
  const signed = (...shown: string[]): string => `${marker}\n${encodeState({ shown, earlier: [] }, signing)}`;
  await api.createComment(12, signed("a"));
  github.setLabel("ok", "bob");
  expect((await readConversation(api, withKey)).decision.approvals?.by).toBe("bob");
  const [signature = ""] = /\.[\w+/=]+ -->$/.exec(signed("a")) ?? [];
  for (const forged of [body("a", "b"), body("a", "b").replace(/ -->$/, signature)]) {
    github.editComment("github-actions[bot]", () => forged);
    github.removeLabel("ok", "bob");
    github.setLabel("ok", "bob");
    const { decision, distrust } = await readConversation(api, withKey);
    expect(decision.approvals).toBeUndefined();
    expect(distrust).toContain("This comment was not as the check had left it.");
  }
  // Without a key the account is all that there is to tell by.
  expect((await readConversation(api, request)).decision.approvals).toBeDefined();
});

test("a fault that passes is waited for, one that stays is told, and a comment is never sent twice", async () => {
  await using github = await FakeGithub.start(12, "alice");
  const waits: number[] = [];
  const api = apiOf(github, waits);
  Object.assign(github, { outage: 502, outages: 2 });
  expect(await api.pullRequest(12)).toEqual({ author: "alice", labels: [] });
  expect(waits).toEqual([500, 1000]);
  Object.assign(github, { outage: 503, outages: Number.POSITIVE_INFINITY });
  await expect(api.pullRequest(12)).rejects.toThrow(
    /^GitHub did not show pull request #12 \(503, .*Run the job again\.$/,
  );
  github.requests.length = 0;
  await expect(api.createComment(12, "x")).rejects.toThrow("did not take a comment on pull request #12");
  expect(github.requests).toHaveLength(1);
});

test("faults that a person can do something about say what", async () => {
  await using github = await FakeGithub.start(12, "alice");
  const cases: readonly (readonly [status: number, message: RegExp])[] = [
    [401, /\(401, .*The token is not valid/],
    [403, /\(403, .*permissions: \{contents: read, pull-requests: write\}/],
    [429, /\(429, .*Its rate limit is used up/],
  ];
  for (const [status, message] of cases) {
    Object.assign(github, { outage: status });
    await expect(apiOf(github).ownComments(12)).rejects.toThrow(message);
  }
  const closed = apiOf(github);
  await github[Symbol.asyncDispose]();
  await expect(closed.pullRequest(12)).rejects.toThrow(
    /^GitHub did not show pull request #12 \(.*Run the job again\.$/,
  );
  await using other = await FakeGithub.start(12, "alice");
  expect(other.requests).toEqual([]);
});
