import { existsSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { adviceFor } from "../advice.ts";
import { BufConfig } from "../buf-config.ts";
import { type Found, noChange } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import { type Tree, linkIgnoredModules } from "../tree.ts";
import { firstDifference } from "./format.ts";
import { isWithin } from "../path-within.ts";

const template = "buf.gen.yaml";

/** What the comparison of generated code came to. */
export interface GeneratedResult {
  readonly findings: readonly Found[];
  readonly notes: readonly string[];
}

/**
 * Runs `buf generate` into a temporary folder and compares with what the head holds: files that are missing, that
 * differ, and, in a folder that buf.gen.yaml has under `clean: true`, files that generation does not write (deleted
 * schemas leave them behind). The working tree counts with its untracked files.
 * @returns undefined when the head has no buf.gen.yaml, or is an image: there is nothing to generate from
 * @throws {GateError} when generation fails: then nothing is known
 */
export async function generatedStep(
  context: RunContext,
  head: Tree | { readonly image: unknown },
): Promise<GeneratedResult | undefined> {
  if ("image" in head || !head.files.has(template)) return undefined;
  const tree = head;
  const folder = await wholeTree(context, tree);
  const output = context.folder("generated");
  const binaries = [join(folder, "node_modules/.bin")];
  const { exitCode, stdout, stderr } = await context.buf(folder, ["generate", "-o", output], binaries);
  if (exitCode !== 0) {
    const reason = `${stdout}${stderr}`.trimEnd().replaceAll("\n", "\n  ");
    throw new GateError("usage", `buf generate fails with ${template} of ${tree.label}:\n  ${reason}\n${generateHelp}`);
  }
  const { outs, clean } = readTemplate(folder);
  const ignored = await ignoredFolders(tree, outs);
  const notes = ignored.map((out) => `${out} is git-ignored: there is no committed code in it to compare.`);
  const isCommitted = (path: string): boolean => !ignored.some((out) => isWithin(path, out));
  const written = filesIn(output).filter(isCommitted);
  const findings = written.flatMap((path) => compareFile(path, folder, output));
  if (clean) {
    const kept = new Set(written);
    const extra = (await filesOfTree(tree, folder)).filter((path) => {
      return outs.some((out) => isWithin(path, out)) && isCommitted(path) && !kept.has(path);
    });
    findings.push(...extra.map((path) => extraFinding(path, folder)));
  }
  return { findings, notes };
}

const generateHelp = "Install what its plugins need, or leave this check out with `--only format,lint,breaking`.";

/** The folder to generate in: the working tree itself, or all of a git tree with the installed plugins linked to it. */
async function wholeTree(context: RunContext, tree: Tree): Promise<string> {
  if (tree.origin.kind === "folder") return tree.origin.path;
  const folder = context.folder("whole-tree");
  const { repository, tree: id } = tree.origin;
  await repository.writeTree(
    id,
    folder,
    (await repository.treeFiles(id)).map(({ path }) => path),
  );
  linkIgnoredModules({ ...tree, folder }, BufConfig.read(folder, tree.label)?.moduleFolders ?? []);
  const modules = tree.workFolder === undefined ? undefined : join(tree.workFolder, "node_modules");
  if (modules !== undefined && existsSync(modules)) symlinkSync(modules, join(folder, "node_modules"), "dir");
  return folder;
}

/** What a `buf.gen.yaml` writes: its folders, and whether they hold nothing else. */
export function readTemplate(folder: string): { outs: string[]; clean: boolean } {
  // buf has accepted the file by now, so only its shape is of interest here.
  const config: unknown = parse(readFileSync(join(folder, template), "utf8"));
  if (typeof config !== "object" || config === null) return { outs: [], clean: false };
  const plugins = "plugins" in config && Array.isArray(config.plugins) ? config.plugins : [];
  const outs = plugins.map((plugin: unknown) => {
    const isPlugin = typeof plugin === "object" && plugin !== null && "out" in plugin;
    return isPlugin && typeof plugin.out === "string" ? relative(".", plugin.out) || "." : undefined;
  });
  return {
    outs: [...new Set(outs.filter((out) => out !== undefined))],
    clean: "clean" in config && config.clean === true,
  };
}

async function ignoredFolders(tree: Tree, outs: readonly string[]): Promise<string[]> {
  const { repository } = tree.origin;
  if (repository === undefined) return [];
  const isIgnored = await Promise.all(outs.map(async (out) => out !== "." && (await repository.isIgnored(out))));
  return outs.filter((_, index) => isIgnored[index]);
}

async function filesOfTree(tree: Tree, folder: string): Promise<string[]> {
  const { origin } = tree;
  if (origin.kind === "folder" && origin.repository !== undefined) {
    return [...(await origin.repository.workTreeFiles()).keys()].filter((path) => existsSync(join(folder, path)));
  }
  return filesIn(folder);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .toSorted();
}

function compareFile(path: string, folder: string, output: string): Found[] {
  const generated = readFileSync(join(output, path));
  if (!existsSync(join(folder, path))) {
    const [line = ""] = generated.toString("utf8").split("\n");
    return [finding("GENERATED_MISSING", path, { message: "The file is generated but not there.", new: line })];
  }
  const committed = readFileSync(join(folder, path));
  if (committed.equals(generated)) return [];
  const difference = firstDifference(committed.toString("utf8"), generated.toString("utf8"));
  return [
    finding("GENERATED_STALE", path, {
      message: "The file is not what its schemas generate; this is the first line that differs.",
      line: difference?.line ?? 1,
      old: difference?.now ?? null,
      new: difference?.formatted ?? null,
    }),
  ];
}

function extraFinding(path: string, folder: string): Found {
  const [line = ""] = readFileSync(join(folder, path), "utf8").split("\n");
  return finding("GENERATED_EXTRA", path, {
    message: "The file is in a generated folder, but nothing generates it.",
    old: line,
  });
}

function finding(rule: string, path: string, rest: { message: string } & Partial<Found>): Found {
  return {
    check: "generated",
    rule,
    severity: "error",
    existing: false,
    element: null,
    path,
    line: 1,
    column: 1,
    old: null,
    new: null,
    advice: adviceFor("generated", rule),
    ...noChange,
    ...rest,
  };
}
