import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { git, repositoryRoot } from "../repository/files.ts";
import { checkWorkflows } from "./check-workflows.ts";

const pullRequest = readFileSync(join(repositoryRoot, ".github/workflows/pull-request.yml"), "utf8");

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

/** The pull-request workflow with one change, which must be possible. */
function changed(before: string | RegExp, after: string): string {
  const text = pullRequest.replace(before, after);
  expect(text).not.toBe(pullRequest);
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
    text: changed("[gate, check, test]", "[gate, chek]"),
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
    text: changed("[gate, check, test]", "[gate, check]"),
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
    text: changed("  pull_request:\n", "  pull_request:\n  pull_request_target:\n"),
    finding: /pull_request_target gives/,
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

test("the gate is run with the command line that people use, and compares with the base", () => {
  expect(pullRequest).toContain(
    'run: npx --yes pnpm@12.21.0 --silent breakwater check --against ".git#ref=$BASE" --format github\n',
  );
  for (const script of ["check", "test"]) expect(pullRequest).toContain(`- run: npx --yes pnpm@12.21.0 ${script}\n`);
});

test("only superseded runs of pull requests are cancelled", () => {
  expect(parse(pullRequest)).toMatchObject({
    concurrency: { "cancel-in-progress": "${{ github.event_name == 'pull_request' }}" },
  });
});
