import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  repositoryRoot,
  runProgram,
  type RunningStack,
  startProgram,
  startStack,
  type TemporaryFolder,
  temporaryFolder,
} from "@breakwater/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const guide = readFileSync(join(repositoryRoot, "docs/migrating-v1-to-v2.md"), "utf8");

/** The programs of the guide by the name in their first line. */
const programs = new Map(
  [...guide.matchAll(/^```ts\n\/\/ ([\w-]+)\.ts\n([^]*?)^```$/gm)].map(([, name = "", text = ""]) => [name, text]),
);

let stack: RunningStack;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = temporaryFolder();
  // What a program imports is what is installed beside the journeys.
  symlinkSync(join(repositoryRoot, "e2e/node_modules"), join(folder.path, "node_modules"));
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ type: "module" }));
  stack = await startStack();
  for (const [name, text] of programs) write(name, text);
});

afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function write(name: string, text: string): void {
  const program = text.replace("http://127.0.0.1:8080", stack.url("recommendations"));
  writeFileSync(join(folder.path, `${name}.ts`), program);
}

const compilerOptions = {
  target: "ES2024",
  lib: ["ES2024", "ESNext.Disposable"],
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  customConditions: ["@breakwater/source"],
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
  typeRoots: [join(repositoryRoot, "node_modules/@types")],
};

/** Type-checks programs; returns the compiler's errors as `file: code`. */
async function compile(...names: string[]): Promise<string[]> {
  const project = join(folder.path, `${names.join("-")}.tsconfig.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: names.map((name) => `${name}.ts`) }));
  const tsc = join(repositoryRoot, "node_modules/.bin/tsc");
  const { stdout } = await startProgram(tsc, ["-p", project, "--pretty", "false"], { cwd: folder.path }).exited;
  return [...stdout.matchAll(/(\w+)\.ts\(\d+,\d+\): error (TS\d+)/g)].map(([, file, code]) => `${file}: ${code}`);
}

/** Lines that a program prints. */
async function run(name: string): Promise<string[]> {
  const args = ["--conditions=@breakwater/source", `${name}.ts`];
  return (await runProgram(process.execPath, args, { cwd: folder.path })).trimEnd().split("\n");
}

describe("the programs of the guide", () => {
  test("are all named, and compile", async () => {
    expect(programs.size).toBe(guide.split("```ts\n").length - 1);
    expect(await compile(...programs.keys())).toEqual([]);
  });

  test("give the same books before and after", async () => {
    const before = await run("before");
    expect(before).toHaveLength(3);
    expect(await run("after")).toEqual(before);
  });

  test("find the id of each book that v1 has a number for", async () => {
    const lines = await run("book-ids");
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !/^(\d+) book-\1$/.test(line))).toEqual([]);
  });

  test.each<{ name: string; prints: RegExp }>([
    { name: "pages", prints: /^\d{2,}$/ },
    { name: "reasons", prints: /^(.+: picked by our editors(\n|$)){3}$/ },
    { name: "feedback", prints: /^true$/ },
    { name: "search", prints: /^Dune, Dune Messiah$/ },
  ])("print what they say: $name", async ({ name, prints }) => {
    expect((await run(name)).join("\n")).toMatch(prints);
  });
});

test.each<{ name: string; text: string; error: string }>([
  { name: "user", text: `await v2.recommend({ userId: 7 });`, error: "TS2322" },
  {
    name: "category",
    text: `await v2.recommend({ userId: "7", category: BookCategory.MYSTERY });`,
    error: "TS2353",
  },
  {
    name: "identifier",
    text: `const { books } = await v2.searchBooks({ query: "a" });
export const ids: number[] = books.map(({ id }) => id);`,
    error: "TS2322",
  },
])("the compiler finds what was left as it was in v1: $name", async ({ name, text, error }) => {
  const imports = `import { BookCategory } from "@breakwater/recommendations/v2";\nimport { v2 } from "./clients.ts";\n`;
  write(name, `${imports}export const category = BookCategory.MYSTERY;\n${text}\n`);
  expect(await compile(name)).toEqual([`${name}: ${error}`]);
});
