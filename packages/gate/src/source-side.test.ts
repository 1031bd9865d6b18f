import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson, summarise } from "./testing/run-gate.ts";

const order = 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  string note = 2;\n}\n';
const cart =
  'syntax = "proto3";\n\npackage shop.v1;\n\nimport "shop/v1/order.proto";\n\nmessage Cart {\n  Order order = 1;\n}\n';
const files = { "proto/shop/v1/order.proto": order, "proto/shop/v1/cart.proto": cart };
const buf = "version: v2\nmodules:\n  - path: proto\n";
const broken = order.replace("string id", "int32 id");
const only = ["--only", "breaking"];

test("a base from before there was a buf.yaml is read by that of the head", async () => {
  using repository = temporaryRepository(files);
  repository.git("checkout", "--quiet", "-b", "next");
  repository.commit({ "buf.yaml": buf, "proto/shop/v1/order.proto": broken });
  const report = await checkJson(repository.path, ...only);
  expect(summarise(report.findings)).toEqual(["FIELD_SAME_TYPE shop.v1.Order.id proto/shop/v1/order.proto:6:3"]);
  expect(report.rules).toBe("head");
});

test("so is a release from before, and a number that it had is not free", async () => {
  using repository = temporaryRepository(files);
  repository.git("tag", "v1.0.0");
  repository.commit({ "buf.yaml": buf, "proto/shop/v1/order.proto": order.replace("  string note = 2;\n", "") });
  repository.commit({ "proto/shop/v1/order.proto": order.replace("string note", "int32 count") });
  const against = ["--against", ".git#ref=HEAD^", "--against", ".git#tag=v1.0.0"];
  const report = await checkJson(repository.path, ...only, ...against);
  const errors = report.findings.filter(({ severity }) => severity === "error");
  expect(errors.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["NUMBER_REUSED proto/shop/v1/order.proto"]);
});

test("a base whose files lie elsewhere is read as it is", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    "base/shop/v1/order.proto": order,
    "head/buf.yaml": buf,
    "head/proto/shop/v1/order.proto": broken,
  });
  const report = await checkJson(folder.path, "head", "--against", "base", ...only);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
});

test("so are the releases that the policy names, in the change that brings it as in the next", async () => {
  using repository = temporaryRepository(files);
  repository.git("tag", "v1.0.0");
  repository.git("checkout", "--quiet", "-b", "next");
  const policy = 'version: 1\nbaselines: { releases: "v*" }\n';
  for (const change of [{ "buf.yaml": buf, "breakwater.yaml": policy }, {}]) {
    repository.commit(change);
    repository.write({ "proto/shop/v1/order.proto": broken });
    const report = await checkJson(repository.path, ...only);
    const errors = report.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
    repository.git("checkout", "--quiet", "proto");
    repository.git("branch", "--force", "main");
  }
});
