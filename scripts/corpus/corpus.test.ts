import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Corpus } from "./corpus.ts";

function filesOf(corpus: Corpus, commit: string): string[] {
  const args = ["ls-tree", "-r", "--name-only", commit];
  return execFileSync("git", args, { cwd: corpus.folder, encoding: "utf8" }).trim().split("\n");
}

test("a revision gets the vendored protos that it lacks, below a folder of their own; its own copies win", () => {
  using repository = temporaryRepository();
  repository.write({ "x.proto": "", "dependencies/gogo/gogo.proto": "own" });
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message", "upstream 0123456789ab");
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "vendor"), {
    "gogo/gogo.proto": "vendored",
    "google/api/http.proto": "",
    "README.md": "",
  });
  const corpus = new Corpus(repository.path, join(folder.path, "clone"), join(folder.path, "vendor"));
  const commit = corpus.find("0123456");
  expect(commit).toBe(repository.git("rev-parse", "HEAD"));
  expect(corpus.find("abcdef")).toBeUndefined();
  const files = filesOf(corpus, corpus.withVendor(commit ?? ""));
  expect(files).toEqual(["buf.yaml", "dependencies/gogo/gogo.proto", "vendor/google/api/http.proto", "x.proto"]);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("without vendored protos a revision is taken as it is", () => {
  using repository = temporaryRepository({ "x.proto": "" });
  using folder = temporaryFolder();
  const corpus = new Corpus(repository.path, join(folder.path, "clone"), undefined);
  const head = repository.git("rev-parse", "HEAD");
  expect(corpus.withVendor(head)).toBe(head);
});
