import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Report, check } from "@breakwater/gate";
import { scratchContext } from "../corpus/compiled-commit.ts";
import { repositoryRoot } from "../repository/files.ts";

/** The change of the README, and a field that goes with a waiver. */
const fixture = join(repositoryRoot, "packages/gate/fixtures/three-changes");

const coupon = {
  before: 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Coupon {\n  string code = 1;\n  int32 percent = 2;\n}\n',
  after: 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Coupon {\n  string code = 1;\n}\n',
};

const waiver = {
  status: "active",
  reason: "No client has read it since 2.3.",
  owner: "shop-team",
  issue: "https://issues.example/shop/7",
  until: "2027-01-31",
} as const;

/** Checks the example in a repository of its own and gives the report that the pictures show. */
export async function exampleReport(): Promise<Report> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-example-")));
  try {
    writeSide(folder, "before");
    commitAll(folder);
    rmSync(join(folder, "proto"), { recursive: true });
    writeSide(folder, "after");
    using scratch = scratchContext(folder);
    const report = await check(scratch.context, { input: ".", against: [], only: new Set(["breaking"]), folder });
    const findings = report.findings.map((finding) => {
      return finding.severity === "error" && finding.path.endsWith("coupon.proto") ? { ...finding, waiver } : finding;
    });
    return { ...report, findings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeSide(folder: string, side: "before" | "after"): void {
  cpSync(join(fixture, side), folder, { recursive: true });
  writeFileSync(join(folder, "proto/shop/v1/coupon.proto"), coupon[side]);
}

function commitAll(folder: string): void {
  // Third-party protos as a set-up puts them there: not in git.
  writeFileSync(join(folder, ".gitignore"), "third-party\n");
  symlinkSync(join(repositoryRoot, ".protos"), join(folder, "third-party"));
  const run = (...args: string[]): Buffer =>
    execFileSync("git", args, { cwd: folder, env: { ...process.env, ...author } });
  run("init", "--quiet", "--initial-branch=main");
  run("add", "--all");
  run("-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Shop");
}

/** The same commit each time, so that pictures only change with what they show. */
const author = {
  GIT_AUTHOR_NAME: "Example",
  GIT_AUTHOR_EMAIL: "example@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Example",
  GIT_COMMITTER_EMAIL: "example@example.com",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};
