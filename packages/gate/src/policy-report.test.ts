import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGate } from "./testing/run-gate.ts";

const proto = (name: string): string => `syntax = "proto3";\n\npackage ${name};\n`;
const files = {
  "buf.yaml": [
    "version: v2",
    "modules:",
    "  - path: proto",
    "  - path: old",
    "    breaking:",
    "      use: [WIRE]",
    "lint:",
    "  use: [STANDARD, COMMENTS]",
    "  except: [ENUM_VALUE_PREFIX]",
    "breaking:",
    "  ignore:",
    "    - proto/a/v1/other.proto",
    "  ignore_only:",
    "    FIELD_SAME_TYPE: [proto/b]",
    "",
  ].join("\n"),
  "breakwater.yaml": [
    "version: 1",
    "severity:",
    "  RPC_DELETED: warning",
    "  ENUM_CLOSED: error",
    "dimensions: { typescript: error }",
    "stability:",
    "  a.v1.Draft: unstable",
    "  b: stable",
    "customOptions: { acme.auth.scope: error }",
    "baselines: { releases: [v*, api/v*] }",
    "deprecation: { days: 90 }",
    "waivers: { maxDays: 14 }",
    "",
  ].join("\n"),
  "breakwater.waivers.yaml": [
    "version: 1",
    "waivers:",
    '  - {fingerprint: 0123456789ab, rule: RPC_DELETED, element: a.v1.S.Get, reason: unused, owner: "@a", until: 2999-01-01}',
    '  - {fingerprint: 0123456789ab, rule: RPC_DELETED, element: a.v1.S.Put, reason: unused, owner: "@a", until: 2020-01-01}',
    "",
  ].join("\n"),
  "proto/a/v1/a.proto": proto("a.v1"),
  "proto/a/v1beta1/a.proto": proto("a.v1beta1"),
  "proto/b/v1alpha/b.proto": proto("b.v1alpha"),
  "old/c/c.proto": proto("c"),
  "elsewhere/d.proto": proto("d"),
};

const expected = `Policy of working tree

a.v1
  stability stable (the version in its name)
            a.v1.Draft: unstable (breakwater.yaml:7)
  breaking  FILE (buf's default)
  lint      STANDARD, COMMENTS (buf.yaml:8)
            except ENUM_VALUE_PREFIX (buf.yaml:9)

a.v1beta1
  stability unstable (the version in its name)
  breaking  FILE (buf's default)
  lint      STANDARD, COMMENTS (buf.yaml:8)
            except ENUM_VALUE_PREFIX (buf.yaml:9)

b.v1alpha
  stability stable (b, breakwater.yaml:8)
  breaking  FILE (buf's default)
            without FIELD_SAME_TYPE: proto/b (buf.yaml:14)
  lint      STANDARD, COMMENTS (buf.yaml:8)
            except ENUM_VALUE_PREFIX (buf.yaml:9)

c
  stability unversioned (its name has no version)
  breaking  WIRE (buf.yaml:6)
  lint      STANDARD, COMMENTS (buf.yaml:8)
            except ENUM_VALUE_PREFIX (buf.yaml:9)

Proto files in no module, which nothing checks: 1

Severities that are not the default:
  RPC_DELETED: warning, by default error (breakwater.yaml:3)
  dimension typescript: error (breakwater.yaml:5)

Custom options that are a contract:
  acme.auth.scope: error (breakwater.yaml:9)

Releases:
  tags like v*, api/v* (breakwater.yaml:10)
  the last one has to stay compatible (the default)
  what goes has to be deprecated for 90 days (breakwater.yaml:11)

Waivers:
  at most 14 days (breakwater.yaml:12)
  RPC_DELETED of a.v1.S.Get, until 2999-01-01, @a: unused
    (breakwater.waivers.yaml:3)
  RPC_DELETED of a.v1.S.Put, does not count any more, @a: unused
    (breakwater.waivers.yaml:4)
`;

test("the policy names each package, what it is judged by and where that stands", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, files);
  expect(await runGate(folder.path, "policy")).toEqual({ exitCode: 0, stdout: expected, stderr: "" });
});

test("a program gets the same as JSON, of a revision too", async () => {
  using repository = temporaryRepository(files);
  repository.write({ "breakwater.yaml": "version: 1\n" });
  const { exitCode, stdout } = await runGate(repository.path, "policy", ".git#ref=HEAD", "--format", "json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    input: expect.stringMatching(/^\.git#ref=HEAD \([0-9a-f]{12}\)$/),
    packages: [{ name: "a.v1", elements: [{ text: "a.v1.Draft: unstable", source: "breakwater.yaml:7" }] }, {}, {}, {}],
    customOptions: [{ text: "acme.auth.scope: error", source: "breakwater.yaml:9" }],
    releases: [{ source: "breakwater.yaml:10" }, { source: "the default" }, { source: "breakwater.yaml:11" }],
  });
});

test("what has no policy, or one that is not understood, is refused", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "breakwater.yaml": "version: 2\n", "x.proto": proto("x") });
  const broken = await runGate(folder.path, "policy");
  expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringContaining('has a "version" that is not 1')]);
  const image = await runGate(folder.path, "policy", "x.binpb");
  expect([image.exitCode, image.stderr]).toEqual([2, expect.stringContaining('The image "x.binpb" has no policy')]);
});
