import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { type ConsumerWorkspace, compileConsumer, consumerWorkspace } from "../testing/consumer-workspace.ts";
import { checkJson } from "../testing/run-gate.ts";

const before = `syntax = "proto3";
package x.v1;
enum Kind {
  KIND_UNSPECIFIED = 0;
  KIND_ONE = 1;
  KIND_TWO = 2;
}
message M {
  string foo_bar = 1;
  Kind kind = 2;
  oneof pick {
    string left = 3;
    int32 right = 4;
  }
  string unused = 5;
  Inner inner = 6;
  message Inner {
    int32 depth = 1;
  }
}
message Other {
  string foo_bar = 1;
}
message Gone {}
service Books {
  rpc Get(M) returns (Other);
  rpc Put(M) returns (Other);
}
`;

// Text before a use has characters of several bytes: columns count what an editor counts.
const source = `/* ä€😀 */ import { create } from "@bufbuild/protobuf";
import { type Client, type ServiceImpl, type Transport, createClient } from "@connectrpc/connect";
import { Books, GoneSchema, Kind as Sort, MSchema, type M as Renamed, type Other } from "@test/x/x/v1/x_pb";

type Alias = Renamed;
type Deep = NonNullable<Alias["inner"]>;
const m = create(MSchema, { fooBar: "ä", kind: Sort.TWO });
export const read = (alias: Alias): string => alias.fooBar;
export const pull = ({ fooBar: foo }: Renamed): string => foo;
export const key = (one: Renamed): string => one["fooBar"];
export const name: keyof Renamed = "fooBar";
export const other = (one: Other): string => one.fooBar;
export const local = { fooBar: 1 }.fooBar;
export const depth = (deep: Deep): number => deep.depth;
export const gone = create(GoneSchema);
export function choose(one: Alias): string {
  if (one.pick.case === "left") return one.pick.value;
  switch (one.pick.case) {
    case "left":
      return "";
    case "right":
      return String(one.pick.value);
  }
  return "ä€😀" + one.fooBar;
}
const set: Alias["pick"] = { case: "left", value: "" };
export const call = (transport: Transport): unknown => [createClient(Books, transport).get(m), set];
export const hold = (client: Client<typeof Books>): unknown => client["get"];
export const serve: Partial<ServiceImpl<typeof Books>> = { get: (request) => ({ fooBar: request.fooBar }) };
`;

const tests = `import { create } from "@bufbuild/protobuf";
import { MSchema } from "@test/x/x/v1/x_pb";
create(MSchema).fooBar = "";
`;

/** What is deleted, by the line of the schema, and the lines that use it. */
const deletions: readonly (readonly [line: string, uses: readonly string[]])[] = [
  ["  KIND_TWO = 2;\n", ["7:53"]],
  ["  string foo_bar = 1;\n", ["test 3:17", "7:29", "8:53", "9:24", "10:50", "24:23", "29:97"]],
  ["    string left = 3;\n", ["17:25", "17:49", "19:10", "26:36", "26:44"]],
  ["  string unused = 5;\n", []],
  ["    int32 depth = 1;\n", ["14:51"]],
  ["message Gone {}\n", ["3:17", "15:28"]],
  ["  rpc Get(M) returns (Other);\n", ["27:88", "28:71", "29:60"]],
];

function workspace(target: "ts" | "dts" = "ts"): ConsumerWorkspace {
  const files = { "services/a/src/main.ts": source, "services/a/src/main.test.ts": tests };
  return consumerWorkspace({ "proto/x/v1/x.proto": before, ...files }, target);
}

const deleteAll = (text: string): string => deletions.reduce((rest, [line]) => rest.replace(line, ""), text);

/** Findings of deletions, by the line that is gone. */
function byLine(findings: readonly Finding[]): Map<string, Finding> {
  const ofRules = findings.filter(({ rule }) => /_NO_DELETE|_SAME_ONEOF$/.test(rule));
  return new Map(ofRules.map((finding) => [finding.old?.trim() ?? "", finding]));
}

const places = (finding: Finding | undefined): string[] | undefined => {
  return finding?.consumers?.map(({ path, line, column }) => {
    return `${path === "services/a/src/main.ts" ? "" : "test "}${line}:${column}`;
  });
};

for (const [what, target, replaced] of [
  ["generated again", "ts", "gen/x/src/x/v1/x_pb.ts"],
  ["not yet generated again", "ts", undefined],
  ["built to declarations", "dts", "gen/x/src/x/v1/x_pb.d.ts"],
] as const) {
  test(`uses of what is deleted, with code that is ${what}`, async () => {
    using folder = workspace(target);
    folder.write({ "proto/x/v1/x.proto": deleteAll(before) });
    if (replaced !== undefined) folder.generate();
    const report = await checkJson(folder.path, "--only", "breaking", "--against", ".git#ref=HEAD");
    const found = byLine(report.findings);
    const used = deletions.map(([line]): unknown => [line, places(found.get(line.trim()))]);
    expect(used).toEqual(deletions);
    const looked = report.notes.find((note) => note.startsWith("consumers: 2 sources of services/a/tsconfig.json"));
    expect(looked).toBeDefined();
    expect(looked?.split("with the code of the base in place of ")[1]).toBe(replaced);
    expect(report.verdict).toBe("fail");
  });
}

test("what the compiler refuses after the deletion was named before, a string that is typed as a key aside", async () => {
  using folder = workspace();
  folder.write({ "proto/x/v1/x.proto": deleteAll(before) });
  const { findings } = await checkJson(folder.path, "--only", "breaking", "--against", ".git#ref=HEAD");
  const named = new Set(
    findings.flatMap(({ consumers }) => consumers ?? []).map(({ path, line }) => `${path}:${line}`),
  );
  folder.generate();
  const refused = compileConsumer(folder.path, "services/a");
  expect(refused.length).toBeGreaterThan(10);
  expect(refused.filter((place) => !named.has(place))).toEqual(["services/a/src/main.ts:11"]);
});
