import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { buildImage, domainsOf } from "./build-image.ts";

test("an image holds the schemas of its domain and all that they import", () => {
  using folder = temporaryFolder();
  const output = join(folder.path, "image.binpb");
  buildImage(repositoryRoot, "recommendations", output);
  // A registry is only made when no import is missing.
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(output)));
  expect(registry.getService("recommendations.v2.RecommendationsService")).toBeDefined();
  expect(registry.getFile("buf/validate/validate.proto")).toBeDefined();
});

test("the image is the same each time", () => {
  using folder = temporaryFolder();
  const [first = "", second = ""] = ["1.binpb", "2.binpb"].map((name) => join(folder.path, name));
  buildImage(repositoryRoot, "recommendations", first);
  buildImage(repositoryRoot, "recommendations", second);
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
});

test("each domain with a client has its schemas", () => {
  expect(domainsOf(repositoryRoot)).toContain("recommendations");
});

test("a domain without schemas is an error that names it", () => {
  using folder = temporaryFolder();
  const build = (): void => buildImage(repositoryRoot, "films", join(folder.path, "image.binpb"));
  expect(build).toThrow(/^buf could not build the image of films:\nFailure: no \.proto files/);
});
