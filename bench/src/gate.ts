/**
 * Times `breakwater check` against the four buf commands that a pipeline would run instead (build, lint, format,
 * breaking), on the same pair of trees in the same run, for growing numbers of files. One package is changed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { temporaryFolder } from "@breakwater/testkit";

const root = fileURLToPath(new URL("../..", import.meta.url));
const usage = `Usage: pnpm bench gate [--files 50,200,800] [--rounds 5]

Times the gate against the four buf commands of a pipeline on synthetic trees.

  --files N,N   sizes of the trees, in proto files
  --rounds N    runs of each that count; one more goes before them
`;
const { values } = parseArgs({
  options: {
    files: { type: "string", default: "50,200,800" },
    rounds: { type: "string", default: "5" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) {
  console.log(usage);
  process.exit(0);
}
const sizes = values.files.split(",").map(Number);
const rounds = Number(values.rounds);
if (![...sizes, rounds].every((number) => Number.isInteger(number) && number > 0)) {
  console.error(`--files and --rounds take whole numbers from 1 on.\n\n${usage}`);
  process.exit(2);
}

const filesPerPackage = 10;

/** A proto file of about 120 lines that imports its neighbour in the package before. */
function protoFile(index: number): { path: string; text: string } {
  const pkg = Math.floor(index / filesPerPackage);
  const name = `p${pkg}.v1`;
  const path = (of: number): string => `p${Math.floor(of / filesPerPackage)}/v1/f${of}.proto`;
  const neighbour = index - filesPerPackage;
  const lines = ['syntax = "proto3";', "", `package ${name};`, ""];
  if (neighbour >= 0) lines.push(`import "${path(neighbour)}";`, "");
  for (let message = 0; message < 8; message += 1) {
    lines.push(`// Message ${message} of file ${index}.`, `message M${index}x${message} {`);
    if (neighbour >= 0) lines.push("  // The neighbour.", `  p${pkg - 1}.v1.M${neighbour}x${message} neighbour = 20;`);
    for (let field = 1; field <= 5; field += 1)
      lines.push(`  // Field ${field}.`, `  string field_${field} = ${field};`);
    lines.push("}", "");
  }
  return { path: path(index), text: `${lines.join("\n").trimEnd()}\n` };
}

interface Pair {
  readonly head: string;
  readonly base: string;
}

function makePair(folder: string, files: number): Pair {
  const base = join(folder, "base");
  const head = join(folder, "head");
  for (let index = 0; index < files; index += 1) {
    const { path, text } = protoFile(index);
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  writeFileSync(join(base, "buf.yaml"), "version: v2\n");
  cpSync(base, head, { recursive: true });
  const changed = join(head, protoFile(files - 1).path);
  const text = readFileSync(changed, "utf8");
  writeFileSync(changed, text.replace("string field_1 = 1;", "int64 field_1 = 1;"));
  return { head, base };
}

/** Wall time of commands one after the other, in milliseconds. Findings (1, 100) are no failure. */
function time(commands: readonly (readonly string[])[], cwd: string): number {
  const started = performance.now();
  for (const [command = "", ...args] of commands) {
    const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
    if (![0, 1, 100].includes(status ?? -1)) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  }
  return performance.now() - started;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const main = join(root, "packages/gate/src/main.ts");
const breakwater = [process.execPath, "--conditions=@breakwater/source", main, "check", ".", "--against", "../base"];
const four = [
  ["buf", "build", "-o", "/dev/null"],
  ["buf", "lint"],
  ["buf", "format", "--diff", "--exit-code"],
  ["buf", "breaking", "--against", "../base"],
];

console.log(
  `breakwater check against buf build + lint + format + breaking (${execFileSync("buf", ["--version"], { encoding: "utf8" }).trim()}), one file changed`,
);
console.log("One run of each in turn; medians of wall time; ratio < 1 is faster than the peer.\n");
console.log("  files   breakwater   four buf commands   ratio (min - max)");
delete process.env["INIT_CWD"];
for (const files of sizes) {
  using folder = temporaryFolder();
  const { head } = makePair(folder.path, files);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = [time([breakwater], head), time(four, head)] as const;
    // The first round warms the disk cache.
    if (round > 0) {
      ours.push(pair[0]);
      theirs.push(pair[1]);
    }
  }
  const ratios = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
  const range = `(${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)})`;
  const cells = [
    String(files).padStart(7),
    `${median(ours).toFixed(0)} ms`.padStart(12),
    `${median(theirs).toFixed(0)} ms`.padStart(19),
  ];
  console.log(`${cells.join(" ")}   ${median(ratios).toFixed(2)} ${range}`);
}
