import { join } from "node:path";
import { rules } from "@breakwater/compat";
import { type Files, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { parseAnnotations } from "../annotation.ts";
import { runBuf } from "../testing/run-buf.ts";
import { checkJson, summarise } from "../testing/run-gate.ts";

const engineRules = new Set(rules.map(({ id }) => id));
const proto = (...lines: string[]): string => ['syntax = "proto3";', "package x.v1;", ...lines, ""].join("\n");
const category = (name: string): string => `version: v2\nbreaking:\n  use: [${name}]\n`;

interface Case {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  /** Rule, element, place, old line, new line. */
  readonly expected: readonly (readonly [
    rule: string,
    element: string,
    at: string,
    old: string | null,
    now: string | null,
  ])[];
}

const file = "x/v1/x.proto";

const cases: readonly Case[] = [
  {
    name: "a field's type",
    before: { [file]: proto("message M {", "  int32 a = 1;", "}") },
    after: { [file]: proto("message M {", "  int64 a = 1;", "}") },
    expected: [["FIELD_SAME_TYPE", "x.v1.M.a", `${file}:4:3`, "int32 a = 1;", "int64 a = 1;"]],
  },
  {
    name: "fields are paired by number, so a renamed one shows the line that had its number",
    before: { [file]: proto("message M {", "  int32 a = 1;", "  int32 b = 2;", "}") },
    after: { [file]: proto("message M {", "  int32 z = 2;", "  int32 a = 1;", "}") },
    expected: [
      ["FIELD_SAME_JSON_NAME", "x.v1.M.z", `${file}:4:3`, "int32 b = 2;", "int32 z = 2;"],
      ["FIELD_SAME_NAME", "x.v1.M.z", `${file}:4:9`, "int32 b = 2;", "int32 z = 2;"],
    ],
  },
  {
    name: "each of many deleted fields shows its own line",
    before: {
      [file]: proto("message M {", ...[1, 2, 3, 9, 10, 11, 20, 100].map((n) => `  int32 f${n} = ${n};`), "}"),
    },
    after: { [file]: proto("message M {", "  int32 f9 = 9;", "}") },
    expected: [1, 10, 100, 11, 2, 20, 3].map((n) => [
      "FIELD_NO_DELETE",
      "x.v1.M",
      `${file}:3:1`,
      `int32 f${n} = ${n};`,
      "message M {",
    ]),
  },
  {
    name: "an enum value, an RPC and a oneof that are gone belong to what is around them",
    before: {
      [file]: proto(
        "enum E { E_UNSPECIFIED = 0; E_A = 1; }",
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "service S {",
        "  rpc Get(M) returns (M);",
        "  rpc Put(M) returns (M);",
        "}",
      ),
    },
    after: {
      [file]: proto(
        "enum E { E_UNSPECIFIED = 0; }",
        "message M { int32 a = 1; int32 b = 2; }",
        "service S {",
        "  rpc Get(M) returns (M);",
        "}",
      ),
    },
    expected: [
      [
        "ENUM_VALUE_NO_DELETE",
        "x.v1.E",
        `${file}:3:1`,
        "enum E { E_UNSPECIFIED = 0; E_A = 1; }",
        "enum E { E_UNSPECIFIED = 0; }",
      ],
      [
        "ONEOF_NO_DELETE",
        "x.v1.M",
        `${file}:4:1`,
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "message M { int32 a = 1; int32 b = 2; }",
      ],
      [
        "FIELD_SAME_CARDINALITY",
        "x.v1.M.a",
        `${file}:4:13`,
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "message M { int32 a = 1; int32 b = 2; }",
      ],
      [
        "FIELD_SAME_ONEOF",
        "x.v1.M.a",
        `${file}:4:13`,
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "message M { int32 a = 1; int32 b = 2; }",
      ],
      [
        "FIELD_SAME_CARDINALITY",
        "x.v1.M.b",
        `${file}:4:26`,
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "message M { int32 a = 1; int32 b = 2; }",
      ],
      [
        "FIELD_SAME_ONEOF",
        "x.v1.M.b",
        `${file}:4:26`,
        "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
        "message M { int32 a = 1; int32 b = 2; }",
      ],
      ["RPC_NO_DELETE", "x.v1.S", `${file}:5:1`, "rpc Put(M) returns (M);", "service S {"],
    ],
  },
  {
    name: "top-level and nested types that are gone",
    before: {
      [file]: proto(
        "message M {",
        "  message Inner { int32 a = 1; }",
        "  enum Kind { A = 0; }",
        "}",
        "message N {}",
        "enum E { Z = 0; }",
      ),
    },
    after: { [file]: proto("message M {", "}") },
    expected: [
      ["ENUM_NO_DELETE", "x.v1", `${file}:1:1`, "enum E { Z = 0; }", "package x.v1;"],
      ["MESSAGE_NO_DELETE", "x.v1", `${file}:1:1`, "message N {}", "package x.v1;"],
      ["ENUM_NO_DELETE", "x.v1.M", `${file}:3:1`, "enum Kind { A = 0; }", "message M {"],
      ["MESSAGE_NO_DELETE", "x.v1.M", `${file}:3:1`, "message Inner { int32 a = 1; }", "message M {"],
    ],
  },
  {
    name: "the entry of a map, which buf takes for a message, shows the map field",
    before: {
      [file]: proto(
        "message M {",
        "  map<string, int32> tags = 1;",
        "}",
        "message N { map<string, M> all = 1; }",
        "message O {}",
      ),
    },
    after: { [file]: proto("message M {", "  int32 tags = 1;", "}") },
    expected: [
      ["MESSAGE_NO_DELETE", "x.v1", `${file}:1:1`, "message N { map<string, M> all = 1; }", "package x.v1;"],
      ["MESSAGE_NO_DELETE", "x.v1", `${file}:1:1`, "message N { map<string, M> all = 1; }", "package x.v1;"],
      ["MESSAGE_NO_DELETE", "x.v1", `${file}:1:1`, "message O {}", "package x.v1;"],
      ["MESSAGE_NO_DELETE", "x.v1.M", `${file}:3:1`, "map<string, int32> tags = 1;", "message M {"],
      ["FIELD_SAME_CARDINALITY", "x.v1.M.tags", `${file}:4:3`, "map<string, int32> tags = 1;", "int32 tags = 1;"],
      ["FIELD_SAME_TYPE", "x.v1.M.tags", `${file}:4:3`, "map<string, int32> tags = 1;", "int32 tags = 1;"],
    ],
  },
  {
    name: "a deleted file is placed where it was",
    before: {
      [file]: proto("message M {}"),
      "x/v1/y.proto": proto("message Y {}"),
      "x/v1/z.proto": proto("message Z {}"),
    },
    after: { [file]: proto("message M {}") },
    expected: [
      ["FILE_NO_DELETE", "x.v1", "x/v1/y.proto:1:1", "package x.v1;", null],
      ["FILE_NO_DELETE", "x.v1", "x/v1/z.proto:1:1", "package x.v1;", null],
    ],
  },
  {
    name: "a file option, changed and removed",
    before: { [file]: proto('option go_package = "a";', 'option java_package = "j";', "message M {}") },
    after: { [file]: proto('option go_package = "b";', "message M {}") },
    expected: [
      ["FILE_SAME_JAVA_PACKAGE", "x.v1", `${file}:1:1`, 'option java_package = "j";', "package x.v1;"],
      ["FILE_SAME_GO_PACKAGE", "x.v1", `${file}:3:1`, 'option go_package = "a";', 'option go_package = "b";'],
    ],
  },
  {
    name: "a type that moved inside its package is no deletion for the PACKAGE rules",
    before: { "buf.yaml": category("PACKAGE"), [file]: proto("message M {}", "message N { int32 a = 1; }") },
    after: {
      "buf.yaml": category("PACKAGE"),
      [file]: proto("message M {}"),
      "x/v1/n.proto": proto("message N { int64 a = 1; }"),
    },
    expected: [
      ["FIELD_SAME_TYPE", "x.v1.N.a", "x/v1/n.proto:3:13", "message N { int32 a = 1; }", "message N { int64 a = 1; }"],
    ],
  },
  {
    name: "a deleted package",
    before: {
      "buf.yaml": category("PACKAGE"),
      [file]: proto("message M {}"),
      "y/v1/a.proto": 'syntax = "proto3";\npackage y.v1;\nmessage A {}\n',
      "y/v1/b.proto": 'syntax = "proto3";\npackage y.v1;\nmessage B {}\n',
    },
    after: { "buf.yaml": category("PACKAGE"), [file]: proto("message M {}") },
    expected: [["PACKAGE_NO_DELETE", "y.v1", "y/v1/b.proto:1:1", "package y.v1;", null]],
  },
  {
    name: "a deletion that reserves its number, beside one that does not, under the WIRE rules",
    before: { "buf.yaml": category("WIRE"), [file]: proto("message M {", "  int32 a = 1;", "  int32 b = 2;", "}") },
    after: { "buf.yaml": category("WIRE"), [file]: proto("message M {", "  reserved 1;", "}") },
    expected: [["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "x.v1.M", `${file}:3:1`, "int32 b = 2;", "message M {"]],
  },
  {
    name: "a statement over several lines is shown whole, without its margin",
    before: { [file]: proto("message M {", "  int32 a = 1 [", "    deprecated = true", "  ];", "}") },
    after: { [file]: proto("message M {", "  int64 a = 1 [", "    deprecated = true", "  ];", "}") },
    expected: [["FIELD_SAME_TYPE", "x.v1.M.a", `${file}:4:3`, "int32 a = 1 [", "int64 a = 1 ["]],
  },
];

for (const { name, before, after, expected } of cases) {
  test(`breaking: ${name}`, async () => {
    using folder = temporaryFolder();
    writeFiles(join(folder.path, "before"), before);
    writeFiles(join(folder.path, "after"), after);
    const report = await checkJson(folder.path, "after", "--against", "before", "--only", "breaking");
    const found = report.findings.filter(({ rule }) => !engineRules.has(rule));
    const rows = found.map((f) => [f.rule, f.element, `${f.path}:${f.line}:${f.column}`, f.old, f.new]);
    expect(rows).toEqual(expected);
    expect(report.exitCode).toBe(1);
    const ours = found.map(({ rule, message }) => `${rule} ${message}`);
    expect(ours.toSorted()).toEqual((await plainBreaking(folder.path)).toSorted());
  });
}

/** What `buf breaking` itself says about the same pair, as "RULE message". */
async function plainBreaking(folder: string): Promise<string[]> {
  const args = ["breaking", "after", "--against", "before", "--exclude-imports", "--error-format", "json"];
  const { stdout } = await runBuf(folder, args);
  return parseAnnotations(stdout).map(({ type, message }) => `${type} ${message}`);
}

test("breaking: all schemas deleted", async () => {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), { [file]: proto("message M {}"), "x/v1/n.proto": proto("message N {}") });
  writeFiles(join(folder.path, "after"), { "README.md": "nothing left" });
  const report = await checkJson(folder.path, "after", "--against", "before");
  expect(summarise(report.findings.filter(({ rule }) => !engineRules.has(rule)))).toEqual([
    `FILE_NO_DELETE x.v1 x/v1/n.proto:1:1`,
    `FILE_NO_DELETE x.v1 ${file}:1:1`,
  ]);
  expect(report.exitCode).toBe(1);
});
