import { join } from "node:path";
import { type Files, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runBuf } from "./testing/run-buf.ts";
import { checkJson } from "./testing/run-gate.ts";

const proto = (...lines: string[]): string => ['syntax = "proto3";', "", "package x.v1;", "", ...lines, ""].join("\n");
const whole = {
  "x/v1/x.proto": proto("message M {", "  int32 a = 1;", "  int32 b = 2;", "}", "", "message N {}"),
  "x/v1/y.proto": proto("message Y {", "  int32 y = 1;", "}"),
};

async function placesOf(before: Files, after: Files, against = "before"): Promise<unknown[]> {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), before);
  writeFiles(join(folder.path, "after"), after);
  if (against !== "before") await runBuf(folder.path, ["build", "before", "-o", against, "--exclude-source-info"]);
  const { findings } = await checkJson(folder.path, "after", "--against", against, "--only", "breaking,policy");
  const told = findings.filter(({ rule }) => rule !== "DELETED_WITHOUT_DEPRECATION");
  return told.map(({ rule, path, line, deleted, oldPath, oldLine }) => {
    return `${rule} ${path}:${line} ${deleted ? "deleted from" : "was"} ${oldPath}:${oldLine}`;
  });
}

const cases: readonly { readonly name: string; readonly after: Files; readonly expected: readonly string[] }[] = [
  {
    name: "a field that is gone has the line it had, below lines that are new",
    after: { ...whole, "x/v1/x.proto": proto("// New.", "message M {", "  int32 a = 1;", "}", "", "message N {}") },
    expected: ["FIELD_NO_DELETE x/v1/x.proto:6 deleted from x/v1/x.proto:7"],
  },
  {
    name: "a message that is gone has the line it had in a file that stays",
    after: { ...whole, "x/v1/x.proto": proto("message M {", "  int32 a = 1;", "  int32 b = 2;", "}") },
    expected: ["MESSAGE_NO_DELETE x/v1/x.proto:1 deleted from x/v1/x.proto:10"],
  },
  {
    name: "a file that is gone has its first line",
    after: { "x/v1/x.proto": whole["x/v1/x.proto"] },
    expected: ["FILE_NO_DELETE x/v1/y.proto:1 deleted from x/v1/y.proto:1"],
  },
  {
    name: "a field that changed has the line it had",
    after: { ...whole, "x/v1/x.proto": `// New.\n${whole["x/v1/x.proto"].replace("int32 b", "string b")}` },
    expected: ["FIELD_SAME_TYPE x/v1/x.proto:8 was x/v1/x.proto:7"],
  },
];

for (const { name, after, expected } of cases) {
  test(`on the base, ${name}`, async () => expect(await placesOf(whole, after)).toEqual(expected));
}

test("the engine's findings have their old places, too", async () => {
  const rules = { "buf.yaml": "version: v2\nbreaking:\n  use: [WIRE]\n" };
  const after = { ...rules, "x/v1/x.proto": proto("message M {", "  int32 b = 2;", "  int32 a = 1;", "}") };
  expect(await placesOf({ ...rules, ...whole }, after)).toEqual([
    "MESSAGE_DELETED x/v1/x.proto:1 deleted from x/v1/x.proto:10",
    "FILE_DELETED x/v1/y.proto:1 deleted from x/v1/y.proto:1",
  ]);
});

test("an image without source positions has no lines", async () => {
  const after = { ...whole, "x/v1/x.proto": whole["x/v1/x.proto"].replace("int32 b", "string b") };
  expect(await placesOf(whole, after, "before.binpb")).toEqual([
    "FIELD_SAME_TYPE x/v1/x.proto:7 was x/v1/x.proto:null",
  ]);
});

test("a policy that is loosened has the line that said more", async () => {
  const before = { ...whole, "buf.yaml": "version: v2\nbreaking:\n  use: [FILE]\n" };
  const after = { ...whole, "buf.yaml": "version: v2\n\nbreaking:\n  use: [WIRE]\n" };
  const [place] = await placesOf(before, after);
  expect(place).toBe("BUF_CONFIG_LOOSENED buf.yaml:4 was buf.yaml:3");
});
