import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type GithubWorld, startWorld } from "../testing/github-world.ts";

const file = "proto/x/v1/x.proto";
const fields = (...lines: string[]): string =>
  ['syntax = "proto3";', "", "package x.v1;", "", "message M {", ...lines.map((line) => `  ${line}`), "}", ""].join(
    "\n",
  );
const before = fields("int32 a = 1;", "int32 b = 2;");
const broken = fields("int64 a = 1;", "int32 b = 2;");
const worse = fields("int64 a = 1;", "int64 b = 2;");
const base: Files = {
  "buf.yaml": "version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [FILE]\n",
  [file]: before,
};
const label = "breaking-approved";

/** A world in which alice has opened a pull request that breaks, and the gate has said so. */
async function brokenWorld(): Promise<GithubWorld> {
  const world = await startWorld(base, "alice");
  world.github.grant("alice", "write");
  world.github.grant("bob", "write");
  world.github.grant("carol", "read");
  world.push({ [file]: broken });
  const opened = await world.runAction(world.pullRequestEvent("opened"), fast);
  expect(opened).toMatchObject({ exitCode: 1, outputs: { verdict: "fail" }, stderr: "" });
  return world;
}

/** What is enough to tell that a schema breaks: runs of the action are slow. */
const fast = { only: "breaking,policy" };

/** Fingerprints in a text. */
const fingerprintsIn = (text: string): string[] => [...new Set(text.match(/\b[0-9a-f]{12}\b/g))];

test("a pull request from a fork that breaks: annotations, summary, outputs and one comment, which is kept up to date", async () => {
  await using world = await startWorld(base, "alice");
  world.push({ [file]: broken });
  const opened = await world.runAction(world.pullRequestEvent("opened"));
  expect(opened).toMatchObject({ exitCode: 1, stderr: "", outputs: { verdict: "fail", approved: "0" } });
  expect(opened.stdout).toMatch(/^::error file=proto\/x\/v1\/x\.proto,line=6,col=3,title=FIELD_SAME_TYPE::/m);
  expect(opened.summary).toContain("FAIL: ");
  const report: unknown = JSON.parse(readFileSync(opened.outputs["report"] ?? "", "utf8"));
  expect(report).toMatchObject({ verdict: "fail", head: expect.stringContaining("pull request #12") });
  expect(world.github.ownBodies).toHaveLength(1);
  const [comment = ""] = world.github.ownBodies;
  expect(comment).toContain("FAIL: ");
  expect(comment).toContain(`sets the label \`${label}\``);
  expect(fingerprintsIn(opened.summary).length).toBeGreaterThan(0);
  for (const fingerprint of fingerprintsIn(opened.summary)) expect(comment).toContain(fingerprint);

  world.push({ [file]: before.replace("}", "  int32 c = 3;\n}") });
  const repaired = await world.runAction(world.pullRequestEvent("synchronize"));
  expect(repaired).toMatchObject({ exitCode: 0, outputs: { verdict: "pass", failing: "0" } });
  expect(world.github.ownBodies).toHaveLength(1);
  expect(world.github.ownBodies[0]).toContain("PASS: ");
  // Everything was done with the permissions of the workflow.
  expect(world.github.requests.filter(({ status }) => status >= 400)).toEqual([]);
});

test("a pull request that nothing is wrong with gets no comment", async () => {
  await using world = await startWorld(base, "alice");
  world.push({ [file]: before.replace("}", "  int32 c = 3;\n}") });
  const { exitCode, outputs } = await world.runAction(world.pullRequestEvent("opened"), fast);
  expect([exitCode, outputs["verdict"]]).toEqual([0, "pass"]);
  expect(world.github.comments).toEqual([]);
});

test(
  "the label of another writer approves what was shown; it stays in the report, with who and when",
  { timeout: 180_000 },
  async () => {
    await using world = await brokenWorld();
    world.github.pageSize = 1;
    for (let index = 0; index < 101; index += 1) world.github.rename("alice");
    world.github.setLabel(label, "bob");
    const approved = await world.runAction(world.pullRequestEvent("labeled"), fast);
    expect(approved).toMatchObject({ exitCode: 0, outputs: { verdict: "pass", failing: "0" } });
    expect(Number(approved.outputs["approved"])).toBeGreaterThan(0);
    const report: { findings: unknown[] } = JSON.parse(readFileSync(approved.outputs["report"] ?? "", "utf8"));
    const approval = { by: "bob", at: expect.stringMatching(/^2026-01-01T00:/) };
    expect(report.findings).toContainEqual(expect.objectContaining({ rule: "FIELD_SAME_TYPE", approval }));
    expect(world.github.ownBodies.join("")).toMatch(/Approved by `bob` at 2026-01-01T00:\S+Z: \d findings?\./);

    // What comes later is not approved, and what was stays so.
    world.push({ [file]: worse });
    const pushed = await world.runAction(world.pullRequestEvent("synchronize"), fast);
    expect(pushed).toMatchObject({ exitCode: 1, outputs: { verdict: "fail", approved: approved.outputs["approved"] } });
    expect(world.github.ownBodies.join("")).toContain(
      `take the label \`${label}\` off, read it, and set the label again`,
    );

    // Until it is approved, too.
    world.github.removeLabel(label, "bob");
    const withdrawn = await world.runAction(world.pullRequestEvent("unlabeled"), fast);
    expect(withdrawn).toMatchObject({ exitCode: 1, outputs: { verdict: "fail", approved: "0" } });
    world.github.setLabel(label, "bob");
    const again = await world.runAction(world.pullRequestEvent("labeled"), fast);
    expect(again).toMatchObject({ exitCode: 0, outputs: { verdict: "pass" } });
    expect(world.github.ownBodies).toHaveLength(1);

    // The merge queue compares other commits, and finds the same.
    const queued = await world.runAction(world.mergeGroupEvent(), fast);
    expect(queued).toMatchObject({ exitCode: 0, outputs: { verdict: "pass", approved: again.outputs["approved"] } });
  },
);

for (const [what, login, reason] of [
  ["the author", "alice", "`alice` set it, who is the author"],
  ["a reader", "carol", "`carol` set it, who has no write access"],
] as const) {
  test(`the label of ${what} approves nothing, and the comment says why`, async () => {
    await using world = await brokenWorld();
    world.github.setLabel(label, login);
    const { exitCode, outputs, stdout } = await world.runAction(world.pullRequestEvent("labeled"), fast);
    expect([exitCode, outputs["approved"]]).toEqual([1, "0"]);
    expect(world.github.ownBodies.join("")).toContain(reason);
    expect(stdout).toContain(reason);
  });
}

test("a comment that somebody has edited proves nothing", async () => {
  await using world = await brokenWorld();
  world.push({ [file]: worse });
  await world.runAction(world.pullRequestEvent("synchronize"), fast);
  world.github.setLabel(label, "bob");
  world.github.editComment("alice", (body) => body);
  const { exitCode, outputs } = await world.runAction(world.pullRequestEvent("labeled"), fast);
  expect([exitCode, outputs["approved"]]).toEqual([1, "0"]);
  expect(world.github.ownBodies.join("")).toContain("`alice` had edited this comment.");
});

test("GitHub that does not answer, or takes no comment, changes no verdict and shows no stack", async () => {
  await using world = await startWorld(base, "alice");
  world.push({ [file]: broken });
  const warnings: readonly (readonly [state: Partial<GithubWorld["github"]>, warning: RegExp])[] = [
    [{ outage: 503 }, /::warning title=breakwater::GitHub did not list the comments .* Run the job again\./],
    [{ outage: undefined, access: "read" }, /::warning .*\(403, .*contents: read, pull-requests: write/],
  ];
  for (const [state, warning] of warnings) {
    Object.assign(world.github, state);
    const { exitCode, stdout, stderr, summary } = await world.runAction(world.pullRequestEvent("opened"), fast);
    expect(stdout).toMatch(warning);
    expect(stdout).toContain("title=FIELD_SAME_TYPE");
    expect(summary).toContain("FAIL: ");
    expect([exitCode, stderr]).toEqual([1, ""]);
  }
  expect(world.github.comments).toEqual([]);
});

test("a comment of somebody else that looks like ours is left alone", async () => {
  await using world = await startWorld(base, "alice");
  world.github.comment("alice", "<!-- breakwater:Schema_gate/gate -->\nPASS");
  world.push({ [file]: broken });
  await world.runAction(world.pullRequestEvent("opened"), fast);
  expect(world.github.comments.map(({ author }) => author.login)).toEqual(["alice", "github-actions[bot]"]);
});

test("a head that does not compile, or conflicts, is an error that the comment shows", async () => {
  await using world = await startWorld(base, "alice");
  world.push({ [file]: fields("Missing a = 1;") });
  const opened = await world.runAction(world.pullRequestEvent("opened"), fast);
  expect(opened).toMatchObject({ exitCode: 3, outputs: { verdict: "error" } });
  expect(world.github.ownBodies.join("")).toContain("cannot find `Missing` in this scope");
  world.land({ [file]: fields("int32 a = 1;", "int32 c = 2;") });
  const conflicting = await world.runAction(world.pullRequestEvent("synchronize"), fast);
  expect(conflicting).toMatchObject({ exitCode: 2, outputs: { verdict: "error" } });
  expect(world.github.ownBodies.join("")).toContain("conflicts with main");
});

test("a branch that is behind deletes nothing, and is judged by the policy of today", async () => {
  await using world = await startWorld(
    { ...base, "buf.yaml": "version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [WIRE]\n" },
    "alice",
  );
  world.push({ [file]: fields("int32 renamed = 1;", "int32 b = 2;") });
  world.land({ "proto/x/v1/y.proto": 'syntax = "proto3";\n\npackage x.v1;\n\nmessage Y {}\n' });
  const events = async (): Promise<string> =>
    (await world.runAction(world.pullRequestEvent("synchronize"), fast)).stdout;
  const lax = await events();
  expect(lax).not.toContain("MESSAGE_NO_DELETE");
  expect(lax).not.toContain("title=FIELD_SAME_NAME");
  world.land({ "buf.yaml": base["buf.yaml"] });
  expect(await events()).toContain("title=FIELD_SAME_NAME");
});

test("a pull request that edits the policy, buf.yaml, the workflow, the owners and a schema cannot pass, nor run anything", async () => {
  const workflow =
    "on: [pull_request_target]\njobs:\n  gate:\n    steps:\n      - uses: ./.github/actions/breakwater\n";
  await using world = await startWorld(
    {
      ...base,
      "breakwater.yaml": "version: 1\n",
      ".github/workflows/gate.yml": workflow,
      ".github/CODEOWNERS": "* @acme/api\n",
    },
    "alice",
  );
  using folder = temporaryFolder();
  const [program, trace] = [join(folder.path, "plugin.sh"), join(folder.path, "trace")];
  writeFileSync(program, `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
  world.push({
    [file]: broken,
    "buf.yaml": `version: v2\nmodules:\n  - path: proto\nplugins:\n  - plugin: ${program}\nbreaking:\n  use: [WIRE]\n  ignore: [proto/x]\n`,
    "breakwater.yaml": "version: 1\ndimensions: { binary: note, json: note, source: note }\n",
    "buf.gen.yaml": `version: v2\nplugins:\n  - local: ${program}\n    out: gen\n`,
    ".github/workflows/gate.yml": workflow.replace("- uses", "- if: false\n        uses"),
    ".github/CODEOWNERS": "# nobody\n",
  });
  const { exitCode, stdout, outputs } = await world.runAction(world.pullRequestEvent("opened"), fast);
  expect([exitCode, outputs["verdict"]]).toEqual([1, "fail"]);
  for (const rule of [
    "FIELD_SAME_TYPE",
    "BUF_CONFIG_LOOSENED",
    "POLICY_LOOSENED",
    "WORKFLOW_LOOSENED",
    "CODEOWNERS_LOOSENED",
  ]) {
    expect(stdout).toContain(`title=${rule}::`);
  }
  expect(existsSync(trace)).toBe(false);
});

test("a file whose name has a command in it commands nothing", async () => {
  await using world = await startWorld(base, "alice");
  world.push({ "proto/x/v1/a\n::set-output name=verdict::pass\n.proto": "syntax = nonsense;\n" });
  const { exitCode, stdout, stderr, outputs } = await world.runAction(world.pullRequestEvent("opened"), fast);
  expect([exitCode, outputs["verdict"]]).toEqual([3, "error"]);
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  expect(lines.filter((line) => line.startsWith("::set-output"))).toEqual([]);
  expect(stderr).toContain("set-output");
});

test("inputs: a folder, some checks, earlier releases, and no comment", async () => {
  const inFolder = (files: Files): Files => {
    return Object.fromEntries(Object.entries(files).map(([path, text]) => [`api/${path}`, text]));
  };
  await using world = await startWorld(inFolder(base), "alice");
  world.release("v1.0.0");
  world.land({ [`api/${file}`]: fields("int32 a = 1;") });
  world.release("v1.1.0");
  world.push({ [`api/${file}`]: fields("int32 a = 1;") });
  world.push({ [`api/${file}`]: fields("int32 a = 1;", "string  c = 2;") });
  using reports = temporaryFolder();
  const [sarif, junit] = [join(reports.path, "report.sarif"), join(reports.path, "junit.xml")];
  const formats = `sarif=${sarif}\njunit=${junit}\n`;
  const inputs = { folder: "api", only: "breaking,lint", comment: "false", formats };
  const event = world.pullRequestEvent("opened");
  expect(await world.runAction(event, inputs)).toMatchObject({ exitCode: 0, outputs: { verdict: "pass" } });
  const released = await world.runAction(event, { ...inputs, against: "v1.0.0\nv1.1.0\n" });
  expect(released).toMatchObject({ exitCode: 1, outputs: { verdict: "fail", failing: "1" } });
  expect(released.stdout).toMatch(/^::error file=api\/proto\/x\/v1\/x\.proto,line=7,col=\d+,title=NUMBER_REUSED::/m);
  expect(world.github.comments).toEqual([]);
  const results: unknown = expect.arrayContaining([expect.objectContaining({ ruleId: "NUMBER_REUSED" })]);
  expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({ version: "2.1.0", runs: [{ results }] });
  expect(readFileSync(junit, "utf8")).toContain("NUMBER_REUSED");
});

test("the releases that the policy of the target names count, without any input", async () => {
  const policy = "version: 1\nbaselines:\n  releases: v*\n";
  await using world = await startWorld({ ...base, "breakwater.yaml": policy }, "alice");
  world.release("v1.0.0");
  world.land({ [file]: fields("int32 a = 1;") });
  world.push({ [file]: fields("int32 a = 1;") });
  world.push({ [file]: fields("int32 a = 1;", "string c = 2;") });
  const { exitCode, stdout } = await world.runAction(world.pullRequestEvent("opened"), { only: "breaking" });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("title=NUMBER_REUSED::");
});

test("a workflow outside of pull requests has nobody to tell: a push is compared with what was there before", async () => {
  await using world = await startWorld(base, "alice");
  const [first, second] = [world.land({}), world.land({ [file]: broken })];
  const repository = { full_name: "acme/api", default_branch: "main" };
  const push = { name: "push", payload: { before: first, after: second, repository } };
  expect(await world.runAction(push, fast)).toMatchObject({ exitCode: 1, outputs: { verdict: "fail" } });
  const created = { name: "push", payload: { ...push.payload, before: "0".repeat(40) } };
  const { stdout, exitCode } = await world.runAction(created, fast);
  expect([exitCode, stdout.includes("title=FIELD_SAME_TYPE")]).toEqual([1, true]);
  expect(world.github.requests).toEqual([]);
});
