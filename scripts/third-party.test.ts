import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFiles, repositoryRoot } from "./repository/files.ts";
import { ensureThirdParty, thirdPartyFolder } from "./third-party.ts";

test("third-party protos come out of npm packages as they are", () => {
  const copies = {
    "grpc/health/v1/health.proto": "grpc-health-check/proto/health/v1/health.proto",
    "grpc/reflection/v1/reflection.proto": "@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto",
    "google/rpc/error_details.proto": "google-gax/build/protos/google/rpc/error_details.proto",
  };
  for (const [copy, original] of Object.entries(copies)) {
    const text = readFileSync(join(thirdPartyFolder, copy), "utf8");
    expect(text).toBe(readFileSync(join(repositoryRoot, "node_modules", original), "utf8"));
  }
});

test("what is there is not written again", () => {
  const file = join(thirdPartyFolder, "buf/validate/validate.proto");
  const before = statSync(file).mtimeMs;
  ensureThirdParty();
  expect(statSync(file).mtimeMs).toBe(before);
});

test("no third-party proto is committed", () => {
  const committed = repositoryFiles(repositoryRoot, ["*.proto", ":(exclude,glob)**/fixtures/**"]);
  expect(committed.filter((path) => /^(?!proto\/)|^proto\/(buf|google|grpc)\//.test(path))).toEqual([]);
  expect(committed).toContain("proto/recommendations/v1/book.proto");
});
