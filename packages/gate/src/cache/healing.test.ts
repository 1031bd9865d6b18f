import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Files, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGateWith } from "../testing/run-gate.ts";

const count = 40;

/** Packages in a row of which each imports the one before; the last but one changes. */
function schemas(type: string): Files {
  const files = Array.from({ length: count }, (_, index) => {
    const before = index === 0 ? [] : [`import "p${index - 1}/v1/p.proto";`];
    const field = index === 0 ? [] : [`  p${index - 1}.v1.M before = 2;`];
    const own = `  ${index === count - 2 ? type : "int32"} a = 1;`;
    const text = ['syntax = "proto3";', `package p${index}.v1;`, ...before, "message M {", own, ...field, "}", ""];
    return [`p${index}/v1/p.proto`, text.join("\n")];
  });
  return { ...Object.fromEntries(files), "buf.yaml": "version: v2\n" };
}

interface Workspace extends Disposable {
  readonly path: string;
  readonly cache: string;
}

function workspace(): Workspace {
  const folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), schemas("int32"));
  writeFiles(join(folder.path, "after"), schemas("string"));
  const cache = join(folder.path, "cache");
  return { path: folder.path, cache, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const argv = ["check", "after", "--against", "before", "--only", "lint,breaking", "--format", "json"];

interface Judged {
  readonly exitCode: number;
  readonly findings: unknown;
  /** Notes about the cache. */
  readonly notes: string[];
}

async function judge({ path, cache }: Workspace): Promise<Judged> {
  const { exitCode, stdout } = await runGateWith({ env: { BREAKWATER_CACHE_DIR: cache } }, path, ...argv);
  const { findings, notes } = JSON.parse(stdout);
  return { exitCode, findings, notes: notes.filter((note: string) => note.startsWith("cache:")) };
}

async function judgeWithout(of: Workspace): Promise<Judged> {
  const judged = await judge({ ...of, cache: "off" });
  expect(judged).toMatchObject({ exitCode: 1, notes: [] });
  return judged;
}

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

function start({ path, cache }: Workspace, limit = "true"): ReturnType<typeof spawn> {
  const command = `${limit}; exec "${process.execPath}" --conditions=@breakwater/source "${main}" ${argv.join(" ")}`;
  const env = { ...process.env, INIT_CWD: undefined, BREAKWATER_CACHE_DIR: cache };
  return spawn("bash", ["-c", command], { cwd: path, env, stdio: ["ignore", "pipe", "ignore"] });
}

test("a run that is killed while it writes: the next gives the same verdict", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  // Each time one entry further.
  for (let entries = 1; entries <= 4; entries += 1) {
    mkdirSync(of.cache);
    const child = start(of);
    let written = 0;
    using watcher = { watch: watch(of.cache), [Symbol.dispose]: () => watcher.watch.close() };
    watcher.watch.on("change", (_, name) => {
      written += Number(String(name).endsWith(".tmp"));
      if (written >= entries) child.kill("SIGKILL");
    });
    await once(child, "close");
    expect(written).toBeGreaterThan(0);
    expect(await judge(of)).toEqual(expected);
    rmSync(of.cache, { recursive: true });
  }
});

test("two runs at once, on nothing and on what the other one writes, have the same verdict", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  expect(await Promise.all([judge(of), judge(of), judge(of)])).toEqual([expected, expected, expected]);
  expect(await Promise.all([judge(of), judge(of)])).toEqual([expected, expected]);
});

test("entries with a flipped bit: the next run says so in one line, and heals", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  await judge(of);
  for (const name of readdirSync(of.cache)) {
    const bytes = readFileSync(join(of.cache, name));
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    writeFileSync(join(of.cache, name), bytes);
  }
  const { notes, ...judged } = await judge(of);
  expect(judged).toEqual({ exitCode: expected.exitCode, findings: expected.findings });
  expect(notes).toEqual([expect.stringMatching(/^cache: \d entries were damaged, and made anew/)]);
  expect(await judge(of)).toEqual(expected);
});

test("a cache of another version: the next run says so in one line, and heals", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  await judge(of);
  for (const name of readdirSync(of.cache)) writeFileSync(join(of.cache, name), "breakwater cache 0\nold");
  const { notes } = await judge(of);
  expect(notes).toEqual([expect.stringMatching(/^cache: \d entries were written by another version, and made anew/)]);
  expect(await judge(of)).toEqual(expected);
});

test("a folder that cannot be written: the verdict is the same, and one line says why", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  writeFileSync(of.cache, "a file");
  const { notes, ...judged } = await judge(of);
  expect(judged).toEqual({ exitCode: expected.exitCode, findings: expected.findings });
  expect(notes).toEqual([expect.stringMatching(/^cache: .* cannot be written \(E\w+\): the next check starts over$/)]);
});

test("a full disk: no wrong pass, and the next run has the same verdict", async () => {
  using of = workspace();
  const expected = await judgeWithout(of);
  const seen: (number | null)[] = [];
  // Kibibytes that a file may have, from what is not enough for anything to what is enough for all but the cache.
  for (const size of [0, 1, 2, 8, 16]) {
    const child = start(of, `ulimit -f ${size}`);
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(child, "close");
    seen.push(child.exitCode);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
      verdict: child.exitCode === 1 ? "fail" : "error",
    });
    expect(await judge(of)).toMatchObject({ exitCode: 1, findings: expected.findings });
  }
  expect(seen[0]).not.toBe(1);
  expect(seen.at(-1)).toBe(1);
});
