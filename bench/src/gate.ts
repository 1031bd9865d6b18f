/**
 * Times `breakwater check` against the four buf commands that a pipeline would run instead (build, lint, format,
 * breaking), on the same pair of trees in the same run, on synthetic repositories of growing size.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { temporaryFolder } from "@breakwater/testkit";
import { type Cost, measure } from "./peak-memory.ts";
import { type Edit, SyntheticRepository, hubIndex } from "./synthetic-repository.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const usage = `Usage: pnpm bench gate [--files 5000] [--growth 500,1000,2000] [--rounds 1]

Times the gate against the four buf commands of a pipeline on synthetic
repositories, and prints time and peak memory of both. The full run takes ten to
fifteen minutes and 10 GB of memory, nearly all of it for buf breaking.

  --files N     proto files of the repository on which all changes are tried
  --growth N,N  sizes on which only the change of one package is tried; "" for none
  --rounds N    runs of each; the median is printed
`;
const { values } = parseArgs({
  options: {
    files: { type: "string", default: "5000" },
    growth: { type: "string", default: "500,1000,2000" },
    rounds: { type: "string", default: "1" },
    help: { type: "boolean", short: "h" },
  },
});

const main = join(root, "packages/gate/dist/main.js");

/** A change to try: which files are edited, and a further edit of one of them. */
interface Scenario {
  readonly name: string;
  readonly files: (repository: SyntheticRepository) => readonly number[];
}

/** In the middle of the tree: two packages import it, directly or through others. */
const middle = (repository: SyntheticRepository): number => Math.floor(repository.packages * 0.4);

const onePackage: Scenario = { name: "one package", files: (repository) => repository.filesOf(middle(repository)) };
const scenarios: readonly Scenario[] = [
  onePackage,
  { name: "a file that 400 import", files: () => [hubIndex] },
  { name: "everything", files: ({ indices }) => indices },
];

const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];

/** A repository with a base that is committed and also lies in a folder of its own, for buf. */
class Workspace {
  readonly head: string;
  readonly base: string;
  readonly cache: string;
  private readonly repository: SyntheticRepository;

  constructor(folder: string, repository: SyntheticRepository) {
    this.repository = repository;
    [this.head, this.base, this.cache] = [join(folder, "head"), join(folder, "base"), join(folder, "cache")];
    for (const side of [this.head, this.base]) {
      mkdirSync(side);
      repository.write(side, repository.indices, () => "none");
    }
    this.git("init", "--quiet", "--initial-branch=main");
    this.git("add", "--all");
    this.git(...identity, "commit", "--quiet", "--message", "base");
    this.git("checkout", "--quiet", "-b", "change");
    this.git(...identity, "commit", "--quiet", "--allow-empty", "--message", "the same");
  }

  /** Commits something that is no schema. */
  commitText(): void {
    writeFileSync(join(this.head, "README.md"), "# Schemas\n");
    this.git("add", "--all");
    this.git(...identity, "commit", "--quiet", "--message", "text");
  }

  edit(files: readonly number[], edit: (position: number) => Edit): void {
    this.repository.write(this.head, files, (index) => edit(files.indexOf(index)));
  }

  undo(): void {
    this.git("checkout", "--quiet", "--", ".");
    // So that git need not look into each file again.
    this.git("status", "--porcelain");
  }

  async check(): Promise<Cost> {
    const cost = await measure([process.execPath, main, "check"], this.head, { BREAKWATER_CACHE_DIR: this.cache });
    if (![0, 1].includes(cost.exitCode)) throw new Error(`breakwater check ended with ${cost.exitCode}`);
    return cost;
  }

  /** The four commands one after the other: times add up, and memory is that of the largest. */
  async four(): Promise<Cost> {
    const commands = [
      ["buf", "build", "-o", "/dev/null"],
      ["buf", "lint"],
      ["buf", "format", "-d", "--exit-code"],
      ["buf", "breaking", "--against", this.base],
    ];
    const costs: Cost[] = [];
    for (const command of commands) {
      const cost = await measure(command, this.head);
      if (![0, 100].includes(cost.exitCode)) throw new Error(`${command.join(" ")} ended with ${cost.exitCode}`);
      costs.push(cost);
    }
    const time = costs.reduce((sum, cost) => sum + cost.time, 0);
    return { time, memory: Math.max(...costs.map(({ memory }) => memory)), exitCode: 0 };
  }

  private git(...args: readonly string[]): void {
    execFileSync("git", args, { cwd: this.head, stdio: ["ignore", "ignore", "inherit"] });
  }
}

interface Row {
  readonly name: string;
  readonly own: readonly Cost[];
  readonly four: readonly Cost[];
}

async function tryScenario(workspace: Workspace, files: readonly number[], name: string): Promise<Row[]> {
  const cold: Cost[] = [];
  const warm: Cost[] = [];
  const four: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    rmSync(workspace.cache, { recursive: true, force: true });
    workspace.edit(files, () => "compatible");
    cold.push(await workspace.check());
    // Another edit of the same: the base is known, the head is not.
    workspace.edit(files, (position) => (position % 50 === 0 ? "breaking" : "compatible"));
    warm.push(await workspace.check());
    four.push(await workspace.four());
    workspace.undo();
  }
  return [
    { name: `${name}, cold cache`, own: cold, four },
    { name: `${name}, warm cache`, own: warm, four },
  ];
}

async function tryNothing(workspace: Workspace, name: string, four: readonly Cost[]): Promise<Row> {
  const own: Cost[] = [];
  for (let round = 0; round < Math.max(rounds, 5); round += 1) own.push(await workspace.check());
  return { name, own, four };
}

function median(costs: readonly Cost[], of: (cost: Cost) => number): number {
  const sorted = costs.map(of).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function printRow({ name, own, four }: Row): void {
  const [time, memory] = [median(own, (cost) => cost.time), median(own, (cost) => cost.memory)];
  const [fourTime, fourMemory] = [median(four, (cost) => cost.time), median(four, (cost) => cost.memory)];
  const ratio = time / fourTime;
  const cells = [
    name.padEnd(34),
    seconds(time).padStart(8),
    gigabytes(memory).padStart(8),
    seconds(fourTime).padStart(10),
    gigabytes(fourMemory).padStart(8),
    (ratio < 0.2 ? `1/${(1 / ratio).toFixed(0)}` : ratio.toFixed(2)).padStart(7),
  ];
  console.log(cells.join(" "));
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

function printHead(title: string): void {
  console.log(`\n${title}`);
  const cells = [
    "changed".padEnd(34),
    "check".padStart(8),
    "memory".padStart(8),
    "four buf".padStart(10),
    "memory".padStart(8),
  ];
  console.log([...cells, "ratio".padStart(7)].join(" "));
}

const size = Number(values.files);
const growth = values.growth === "" ? [] : values.growth.split(",").map(Number);
const rounds = Number(values.rounds);

async function run(): Promise<void> {
  const { version }: { version: string } = JSON.parse(
    execFileSync("node", ["-p", "JSON.stringify(require('@bufbuild/buf/package.json'))"], {
      cwd: root,
      encoding: "utf8",
    }),
  );
  console.log("breakwater check against buf build + lint + format -d --exit-code + breaking");
  console.log(`buf ${version}, Node ${process.version}, ${rounds} run(s) of each; the four one after the other`);
  execFileSync("tsc", ["-b"], { cwd: root, stdio: "inherit" });
  delete process.env["INIT_CWD"];
  const grown: Row[] = [];
  for (const files of [...growth, size]) {
    using folder = temporaryFolder();
    const repository = new SyntheticRepository(files);
    const workspace = new Workspace(folder.path, repository);
    const isLast = files === size;
    const tried = isLast ? scenarios : [onePackage];
    if (isLast) printHead(`${files} files in ${repository.packages} packages`);
    const nothing: Row[] = [];
    for (const { name, files: filesOf } of tried) {
      const rows = await tryScenario(workspace, filesOf(repository), name);
      if (name === onePackage.name) grown.push(...rows.map((row) => ({ ...row, name: `${row.name}, ${files} files` })));
      if (isLast) for (const row of rows) printRow(row);
      if (nothing.length > 0) continue;
      const [{ four } = { four: [] }] = rows;
      nothing.push(await tryNothing(workspace, "nothing", four));
      workspace.commitText();
      nothing.push(await tryNothing(workspace, "no schema, only a text", four));
    }
    if (isLast) for (const row of nothing) printRow(row);
  }
  printHead("One package, by the number of files");
  for (const row of grown) printRow(row);
}

if (values.help === true) console.log(usage);
else if (![size, rounds, ...growth].every((number) => Number.isInteger(number) && number > 0)) {
  console.error(`--files, --growth and --rounds take whole numbers from 1 on.\n\n${usage}`);
  process.exitCode = 2;
} else await run();
