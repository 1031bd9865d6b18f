import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "@breakwater/gate";
import { repositoryRoot } from "../repository/files.ts";

/** One report in the two forms that the pictures show. */
export interface ExampleReport {
  /** Text with the colours of a terminal. */
  readonly text: string;
  readonly markdown: string;
}

/** The change of the README; a field that goes comes with it, and has a waiver. */
const fixture = join(repositoryRoot, "packages/gate/fixtures/three-changes");

const coupon = {
  before: 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Coupon {\n  string code = 1;\n  int32 percent = 2;\n}\n',
  after: 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Coupon {\n  string code = 1;\n}\n',
};

const waiver = ["--owner", "@acme/shop", "--reason", "No client has read it since 2.3.", "--until", "2026-01-31"];

/** The same commits and the same day each time, so that pictures only change with what they show. */
const day = "2026-01-01T00:00:00Z";

/** Checks the example in a repository of its own. */
export async function exampleReport(): Promise<ExampleReport> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-example-")));
  try {
    // Third-party protos as a set-up puts them there: not in git.
    writeFileSync(join(folder, ".gitignore"), "third-party\n*.out\n");
    symlinkSync(join(repositoryRoot, ".protos"), join(folder, "third-party"));
    writeSide(folder, "before");
    git(folder, "init", "--quiet", "--initial-branch=main");
    commit(folder, ".");
    writeSide(folder, "after");
    await breakwater(folder, "waive", await fingerprintOfField(folder), ...waiver);
    commit(folder, "breakwater.waivers.yaml");
    const text = await breakwater(folder, "check", "--only", "breaking", "--format=text", "--format=markdown=md.out");
    return { text, markdown: readFileSync(join(folder, "md.out"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeSide(folder: string, side: "before" | "after"): void {
  rmSync(join(folder, "proto"), { recursive: true, force: true });
  cpSync(join(fixture, side), folder, { recursive: true });
  writeFileSync(join(folder, "proto/shop/v1/coupon.proto"), coupon[side]);
}

async function fingerprintOfField(folder: string): Promise<string> {
  const { findings } = JSON.parse(await breakwater(folder, "check", "--only", "breaking", "--format=json"));
  const gone = Object.values<Record<string, unknown>>(findings).find(({ severity, path }) => {
    return severity === "error" && String(path).endsWith("coupon.proto");
  });
  return String(gone?.["fingerprint"]);
}

/** Runs the command line as at a terminal and gives what it prints. Throws when it gives neither pass nor fail. */
async function breakwater(folder: string, ...argv: string[]): Promise<string> {
  let [stdout, stderr] = ["", ""];
  const exitCode = await run(argv, {
    cwd: folder,
    env: { ...process.env, BREAKWATER_CACHE_DIR: "off" },
    color: true,
    execPath: process.execPath,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    now: () => new Date(day),
    signal: new AbortController().signal,
  });
  if (exitCode > 1) throw new Error(`breakwater ${argv.join(" ")} exits ${exitCode}: ${stderr}`);
  return stdout;
}

function commit(folder: string, path: string): void {
  git(folder, "add", path);
  git(folder, "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Shop");
}

function git(folder: string, ...args: string[]): void {
  const author = { GIT_AUTHOR_NAME: "Example", GIT_AUTHOR_EMAIL: "example@example.com", GIT_AUTHOR_DATE: day };
  const committer = {
    GIT_COMMITTER_NAME: "Example",
    GIT_COMMITTER_EMAIL: "example@example.com",
    GIT_COMMITTER_DATE: day,
  };
  execFileSync("git", args, { cwd: folder, env: { ...process.env, ...author, ...committer } });
}
