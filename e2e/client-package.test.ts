import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  installOffline,
  packClient,
  readTree,
  repositoryRoot,
  runProgram,
  startProgram,
  startStack,
  type TemporaryFolder,
  temporaryFolder,
} from "@breakwater/testkit";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test } from "vitest";

const bin = (name: string): string => join(repositoryRoot, "node_modules/.bin", name);

let packing: TemporaryFolder;
/** A folder outside of the workspace where the tarball is installed with npm. */
let consumer: TemporaryFolder;
let packed: { tarball: string; folder: string };

beforeAll(async () => {
  packing = temporaryFolder("breakwater-pack-");
  consumer = temporaryFolder("breakwater-consumer-");
  packed = await packClient("recommendations", packing.path);
  const e2e = join(repositoryRoot, "e2e");
  await installOffline({
    folder: consumer.path,
    tarballs: [packed.tarball],
    installed: [
      ["@bufbuild/protobuf", packed.folder],
      ["@bufbuild/protovalidate", packed.folder],
      ["@connectrpc/connect", e2e],
      ["@connectrpc/connect-node", e2e],
      ["@types/node", repositoryRoot],
    ],
  });
  writeFileSync(join(consumer.path, "tsconfig.json"), JSON.stringify({ compilerOptions }));
});

afterAll(() => {
  packing[Symbol.dispose]();
  consumer[Symbol.dispose]();
});

/** What a strict consumer has; skipLibCheck only because connect's own declarations need it. */
const compilerOptions = {
  target: "ES2022",
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  types: ["node"],
};

/** Type-checks one program in the consumer's folder; returns the compiler's errors as `line: code`. */
async function compile(name: string, source: string): Promise<string[]> {
  writeFileSync(join(consumer.path, `${name}.ts`), source);
  const project = join(consumer.path, `${name}.tsconfig.json`);
  writeFileSync(project, JSON.stringify({ extends: "./tsconfig.json", files: [`${name}.ts`] }));
  await using tsc = startProgram(bin("tsc"), ["-p", project, "--outDir", "out", "--pretty", "false"], {
    cwd: consumer.path,
  });
  const { code, stdout } = await tsc.exited;
  const errors = stdout.split("\n").filter((line) => line.includes("error TS"));
  expect(code === 0).toBe(errors.length === 0);
  return errors.map((line) => line.replace(/^.*\((\d+),\d+\): error (TS\d+).*$/, "$1: $2"));
}

/** Runs a compiled program in the consumer's folder; returns what it prints. */
function run(name: string): Promise<string> {
  return runProgram(process.execPath, [`out/${name}.js`], { cwd: consumer.path });
}

/** The code blocks of a language in the package's README, in order. */
function readmeBlocks(language: string): string[] {
  const readme = readFileSync(join(consumer.path, "node_modules/@breakwater/recommendations/README.md"), "utf8");
  return [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = ""]) => text);
}

test("the tarball has the compiled client, its sources, the image and the papers, and nothing of the build", async () => {
  const entries = await runProgram("tar", ["-tzf", packed.tarball]);
  const files = entries
    .trim()
    .split("\n")
    .map((entry) => entry.replace("package/", ""));
  for (const file of ["LICENSE", "README.md", "dist/v1.js", "dist/v2.d.ts", "src/v1.ts", "dist/image.binpb"]) {
    expect(files).toContain(file);
  }
  const expected = /^(package\.json|README\.md|LICENSE|dist\/image\.binpb|dist\/.+\.(js|js\.map|d\.ts)|src\/.+\.ts)$/;
  expect(files.filter((file) => !expected.test(file))).toEqual([]);
});

test("the published manifest has plain versions and no way into TypeScript sources", async () => {
  const manifest = readFileSync(join(consumer.path, "node_modules/@breakwater/recommendations/package.json"), "utf8");
  // Node refuses to strip types below node_modules, so the condition must not leave the repository.
  expect(manifest).not.toMatch(/@breakwater\/source|catalog:|workspace:|publishConfig/);
});

test("the README of the repository names the tarball of this version", () => {
  const manifest = readFileSync(join(consumer.path, "node_modules/@breakwater/recommendations/package.json"), "utf8");
  const { version } = JSON.parse(manifest);
  const named = readFileSync(join(repositoryRoot, "README.md"), "utf8").matchAll(
    /breakwater-recommendations-(.+)\.tgz/g,
  );
  expect([...named].map(([, of]) => of)).toEqual([version]);
});

test("publint finds nothing to say about the tarball", async () => {
  const tarball = readFileSync(packed.tarball);
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("the README's programs compile, run against the service and print books", async () => {
  await using stack = await startStack();
  const [v1 = "", v2 = ""] = readmeBlocks("ts").map((program) =>
    program.replace("http://127.0.0.1:8080", stack.url("recommendations")),
  );
  expect(await compile("v1", v1)).toEqual([]);
  expect(await compile("v2", v2)).toEqual([]);
  expect(await run("v1")).toMatch(/^(\d+ .+\n){3}$/);
  expect(await run("v2")).toMatch(/^(.+ (popularInCategory|likedSimilarTitle|editorsChoice)\n){5}$/);
});

/** The first four lines of a program that has a client of v1. */
const prelude = `import { BookCategory, type RecommendResponse, RecommendationsService } from "@breakwater/recommendations/v1";
import { type Transport, createClient } from "@connectrpc/connect";
declare const transport: Transport; declare const response: RecommendResponse;
const client = createClient(RecommendationsService, transport);
`;

test.each<{ name: string; program: string; errors: string[] }>([
  {
    name: "right",
    program: `const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
export const titles: string[] = [...recommendations, ...response.recommendations].map((book) => book.title);`,
    errors: [],
  },
  {
    name: "misspelled-request-field",
    program: `await client.recommend({ userID: 7, category: BookCategory.MYSTERY });`,
    errors: ["5: TS2561"],
  },
  {
    name: "misspelled-response-field",
    program: `export const n = 1;
export const titles = response.recommendations.map((book) => book.titel);`,
    errors: ["6: TS2551"],
  },
  {
    name: "wrong-enum-value",
    program: `export const category = BookCategory.COOKING;`,
    errors: ["5: TS2339"],
  },
  {
    name: "number-outside-of-the-enum",
    program: `await client.recommend({ userId: 7, category: 99 });`,
    errors: ["5: TS2322"],
  },
  {
    name: "enum-value-by-its-json-name",
    program: `await client.recommend({ userId: 7, category: "BOOK_CATEGORY_MYSTERY" });`,
    errors: ["5: TS2322"],
  },
  {
    name: "wrong-field-type",
    program: `await client.recommend({ userId: "7", category: BookCategory.MYSTERY });`,
    errors: ["5: TS2322"],
  },
  {
    name: "missing-method",
    program: `await client.recordFeedback({});`,
    errors: ["5: TS2339"],
  },
  {
    name: "missing-version",
    program: `export * from "@breakwater/recommendations/v3";`,
    errors: ["5: TS2307"],
  },
])("a consumer's program, $name, has the compile errors $errors", async ({ name, program, errors }) => {
  expect(await compile(name, prelude + program)).toEqual(errors);
});

test("buf generates the package's own code from the image that it ships, as the README says", async () => {
  using folder = temporaryFolder("breakwater-generate-");
  writeFileSync(join(folder.path, "buf.gen.yaml"), readmeBlocks("yaml").join(""));
  const installed = join(consumer.path, "node_modules/@breakwater/recommendations");
  const PATH = `${join(repositoryRoot, "node_modules/.bin")}:${process.env["PATH"]}`;
  await runProgram("buf", ["generate", join(installed, "dist/image.binpb"), "--path", "recommendations"], {
    cwd: folder.path,
    env: { ...process.env, PATH },
  });
  expect(readTree(join(folder.path, "src"))).toEqual(readTree(join(installed, "src"), "_pb.ts"));
});
