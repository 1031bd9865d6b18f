import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { git } from "../repository/files.ts";
import { checkConfigPaths } from "./check-config-paths.ts";
import { type Reader, readers } from "./read-patterns.ts";

const sources = {
  ".gitignore": "dist/\n/.protos/\n",
  "packages/gate/src/main.ts": "",
  "proto/books/v1/book.proto": "",
  "docs/guide.md": "",
};

/** Runs the check on a repository of `sources` and one configuration file; other configuration is not asked for. */
function findingsOf(file: string, text: string): string[] {
  using folder = temporaryFolder();
  for (const [path, content] of Object.entries({ ...sources, [file]: text })) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), content);
  }
  git(folder.path, ["init", "--quiet"]);
  const table = readersOf(file).map((reader) => ({ ...reader, files: [file] }));
  const { findings, patterns } = checkConfigPaths(folder.path, [], table);
  expect(patterns).toBeGreaterThan(0);
  return findings.map((finding) => `${finding.file}:${finding.line} ${finding.message.split(" ")[0]}`);
}

function readersOf(file: string): Reader[] {
  return readers.filter(({ files }) =>
    files.some((pathspec) => posix.matchesGlob(file, pathspec.replace(":(glob)", ""))),
  );
}

const cases: { file: string; text: string; wrong: string[] }[] = [
  {
    file: ".github/CODEOWNERS",
    text: "# owners\n* @a\n/proto/** @a\nmain.ts @a\ndocs/ @a\n/gone/** @a\n/main.ts @a\n",
    wrong: ["6 /gone/**", "7 /main.ts"],
  },
  { file: ".gitattributes", text: "*.proto text\n*.avro binary\n", wrong: ["2 *.avro"] },
  { file: ".dockerignore", text: "# all\n*\n!/proto\n!/gone\n**/dist\n", wrong: ["4 gone"] },
  {
    file: ".oxlintrc.json",
    text: '{\n"ignorePatterns": ["**/dist/**", "old/**"],\n"overrides": [{ "files": ["*.ts", "*.tsx"] }] }',
    wrong: ["2 old/**", "3 *.tsx"],
  },
  {
    file: "packages/gate/tsconfig.json",
    text: '{\n// comment with "include": ["x"]\n"include": ["src", "../../docs/*"],\n"references": [{ "path": "../schema" }],\n}',
    wrong: ["4 ../schema"],
  },
  {
    file: "knip.json",
    text: '{ "workspaces": {\n"packages/*": { "entry": ["src/main.ts!", "src/other.ts"] },\n"bench": {} } }',
    wrong: ["0 packages/*/src/other.ts", "3 bench"],
  },
  { file: "pnpm-workspace.yaml", text: "packages: [packages/*, services/*]\n", wrong: ["1 services/*"] },
  {
    file: "package.json",
    text: '{ "scripts": { "a": "node --conditions=x packages/gate/src/main.ts",\n"b": "node scripts/b.ts" } }',
    wrong: ["2 scripts/b.ts"],
  },
  {
    file: "buf.yaml",
    text: "modules:\n  - path: proto\n    includes: [proto/books, proto/orders]\n  - path: .protos\nlint:\n  ignore: [.protos]\n  ignore_only:\n    RULE: [proto/films]\n",
    wrong: ["3 proto/orders", "8 proto/films"],
  },
  {
    file: "buf.gen.yaml",
    text: "inputs:\n  - directory: .\n    paths: [proto/books]\nplugins:\n  - local: [node, scripts/gone.ts]\n    out: packages/gate/src\n  - local: protoc-gen-es\n    out: packages/{gate,gone}\n",
    wrong: ["5 scripts/gone.ts", "8 packages/{gate,gone}"],
  },
];

for (const { file, text, wrong } of cases) {
  test(`${file}: exactly the paths that match nothing are found`, () => {
    expect(findingsOf(file, text)).toEqual(wrong.map((finding) => `${file}:${finding}`));
  });
}

test("each kind of configuration has a case", () => {
  expect(new Set(cases.flatMap(({ file }) => readersOf(file)))).toEqual(new Set(readers));
});

test("configuration that is gone is a finding", () => {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  const { findings } = checkConfigPaths(folder.path, []);
  expect(findings.map(({ file }) => file)).toContain(".github/CODEOWNERS");
});

test("configuration that cannot be parsed is a finding", () => {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  writeFileSync(join(folder.path, "knip.json"), "{ oops }");
  const table = readersOf("knip.json");
  const message = expect.stringMatching(/^cannot be read: /);
  expect(checkConfigPaths(folder.path, [], table).findings).toMatchObject([{ file: "knip.json", message }]);
});

test("patterns that are code are checked too", () => {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  writeFileSync(join(folder.path, "tool.config.ts"), '["*.config.ts",\n"*.test.ts"]');
  const coded = [{ file: "tool.config.ts", base: ".", patterns: ["*.config.ts", "*.test.ts", "!*.x"] }];
  expect(checkConfigPaths(folder.path, coded, []).findings).toMatchObject([
    { file: "tool.config.ts", line: 2 },
    { file: "tool.config.ts", line: 0 },
  ]);
});
