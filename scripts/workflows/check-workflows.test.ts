import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { git, repositoryRoot } from "../repository/files.ts";
import { checkWorkflows } from "./check-workflows.ts";

const read = (path: string): string => readFileSync(join(repositoryRoot, path), "utf8");
const pullRequest = read(".github/workflows/pull-request.yml");
const gate = read(".github/workflows/gate.yml");

/** Checks a repository whose only workflow is `text`. */
async function findingsOf(text: string): Promise<string[]> {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  mkdirSync(join(folder.path, ".github/workflows"), { recursive: true });
  writeFileSync(join(folder.path, ".github/workflows/a.yml"), text);
  const { files, findings } = await checkWorkflows(folder.path);
  expect(files).toBe(1);
  return findings.map(({ line, message }) => `${line}: ${message}`);
}

/** The pull-request workflow, or another one, with one change, which must be possible. */
function changed(before: string | RegExp, after: string, workflow = pullRequest): string {
  const text = workflow.replace(before, after);
  expect(text).not.toBe(workflow);
  return text;
}

test("the workflows of this repository are in order", async () => {
  const { files, findings } = await checkWorkflows(repositoryRoot);
  expect(findings).toEqual([]);
  expect(files).toBeGreaterThan(0);
});

const faults: { fault: string; text: string; finding: RegExp }[] = [
  { fault: "no YAML", text: "on: [\n", finding: /could not parse as YAML/ },
  { fault: "an unknown event", text: changed("  merge_group:", "  merge_gruop:"), finding: /unknown Webhook event/ },
  {
    fault: "an unknown property",
    text: changed("${{ join(needs.*.result, ' ') }}", "${{ github.evnt }}"),
    finding: /property "evnt" is not defined/,
  },
  {
    fault: "a need that does not exist",
    text: changed("[gate, check, test, browser, long, images]", "[gate, chek]"),
    finding: /needs job "chek"/,
  },
  {
    fault: "an action by its tag",
    text: changed(/@[0-9a-f]{40} # v7/, "@v7 # v7"),
    finding: /not pinned to a full commit/,
  },
  {
    fault: "an action by a short id",
    text: changed(/@([0-9a-f]{12})[0-9a-f]{28}/, "@$1"),
    finding: /not pinned to a full/,
  },
  { fault: "a pin without its version", text: changed(/ # v7\S+/, ""), finding: /no comment that names its version/ },
  {
    fault: "a token left in the clone",
    text: changed("          persist-credentials: false\n", ""),
    finding: /job gate checks out with its token/,
  },
  { fault: "no permissions", text: changed(/permissions:\n.*\n/, ""), finding: /no top-level permissions/ },
  { fault: "a job without an end", text: changed("    timeout-minutes: 30\n", ""), finding: /job test has no timeout/ },
  {
    fault: "a job that ci-ok does not need",
    text: changed("[gate, check, test, browser, long, images]", "[gate, check, browser, long, images]"),
    finding: /need test/,
  },
  { fault: "a ci-ok that is skipped", text: changed("    if: ${{ always() }}\n", ""), finding: /ci-ok has no "if/ },
  {
    fault: "secrets in a pull request",
    text: changed("${{ join(needs.*.result, ' ') }}", "${{ secrets.TOKEN }}"),
    finding: /a fork has no secrets/,
  },
  {
    fault: "the code of strangers with a token that writes",
    text: changed("|| github.sha", "|| github.event.pull_request.head.sha", gate),
    finding: /names the head of the pull request/,
  },
  {
    fault: "their merge with a token that writes",
    text: changed("${{ github.event.merge_group.base_ref || github.sha }}", "refs/pull/1/merge", gate),
    finding: /names the head of the pull request/,
  },
  {
    fault: "commands beside such a token",
    text: changed("- uses: ./.github/actions/breakwater", "- run: npx --yes pnpm@12.21.0 install", gate),
    finding: /runs commands here/,
  },
  {
    fault: "more than such a job needs",
    text: changed("contents: read", "contents: write", gate),
    finding: /runs with "contents: write"/,
  },
  {
    fault: "everything that a token can do",
    text: changed(/permissions:\n.*\n.*\n/, "permissions: write-all\n", gate),
    finding: /runs with "\*: write-all"/,
  },
  {
    fault: "a secret beside pull requests of strangers",
    text: changed("./.github/actions/breakwater", "./.github/actions/breakwater@${{ secrets.KEY }}", gate),
    finding: /has secrets on pull requests of strangers/,
  },
];

for (const { fault, text, finding } of faults) {
  test(`${fault} is found`, async () => {
    expect(await findingsOf(text)).toContainEqual(expect.stringMatching(finding));
  });
}

test("a repository without workflows has nothing that was read", async () => {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  expect(await checkWorkflows(folder.path)).toEqual({ files: 0, findings: [] });
});

test("the gate judges with the code of the base, and the head's code runs without a token that writes", () => {
  expect(parse(gate)).toMatchObject({
    permissions: { contents: "read", "pull-requests": "write" },
    jobs: { gate: { name: "Schema gate", steps: [{ with: { ref: expect.stringContaining("github.sha") } }, action] } },
  });
  expect(parse(pullRequest)).toMatchObject({ permissions: { contents: "read" } });
  for (const script of ["check", "test", "test:browser", "test:long"])
    expect(pullRequest).toContain(`- run: npx --yes pnpm@12.21.0 ${script}\n`);
  // A job of another name, for a required check is known by its name.
  expect(parse(pullRequest).jobs.gate.name).not.toBe("Schema gate");
});

const action = { uses: "./.github/actions/breakwater" };

test("the workflow in the README is in order, and does what ours does", async () => {
  const [, text = ""] = /```yaml\n(name: Schema gate\n[^]*?)```/.exec(read("README.md")) ?? [];
  const pinned = text.replace("OWNER/", "acme/").replace("@COMMIT", `@${"a".repeat(40)} # v1.0.0`);
  expect(pinned).not.toBe(text);
  expect(await findingsOf(pinned)).toEqual([]);
  const ours: { on: unknown; permissions: unknown } = parse(gate);
  expect(parse(text)).toMatchObject({ on: ours.on, permissions: ours.permissions });
});

test("only superseded runs of pull requests are cancelled, and none that writes", () => {
  expect(parse(pullRequest)).toMatchObject({
    concurrency: { "cancel-in-progress": "${{ github.event_name == 'pull_request' }}" },
  });
  expect(parse(gate)).toMatchObject({ concurrency: { "cancel-in-progress": false } });
});
