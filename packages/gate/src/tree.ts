import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isFile, realPathIn } from "./file-in.ts";
import { GateError } from "./gate-error.ts";
import { GitRepository } from "./git.ts";
import type { Input } from "./input.ts";
import type { RunContext } from "./run-context.ts";
import { isGuardFile, isSchemaFile } from "./schema-file.ts";

/** The schema files of one side, listed and not yet copied. */
export interface Tree {
  /**
   * What each schema file contains, as an id, by its path with "/" between parts, in the order of the paths. Equal ids
   * mean equal contents; ids are git's own where git knows the file.
   */
  readonly files: ReadonlyMap<string, string>;
  /** Whether some of them are symbolic links, so that one file may be another one's content. */
  readonly hasLinks: boolean;
  /** Workflows and owners that a sparse checkout leaves out: they are neither listed nor deleted. */
  readonly leftOut?: ReadonlySet<string> | undefined;
  /** Where the files come from, for people: "working tree", ".git#ref=main (1a2b3c4)". */
  readonly label: string;
  /** Folder of the working tree that git-ignored module folders can be taken from, if there is one. */
  readonly workFolder: string | undefined;
  /** How to get the whole tree and not only its schema files: the folder itself, or a git tree. */
  readonly origin: TreeOrigin;
}

export type TreeOrigin =
  | { readonly kind: "folder"; readonly path: string; readonly repository: GitRepository | undefined }
  | { readonly kind: "git"; readonly repository: GitRepository; readonly tree: string };

/** Lists the schema files of a folder: those that git does not ignore, or all of them outside of git. */
async function folderTree(context: RunContext, path: string, text: string): Promise<Tree> {
  requireFolder(path, text);
  const repository = await GitRepository.around(context, path);
  const listed = repository === undefined ? walk(path) : await repository.workTreeFiles();
  // A deleted file is still in the index; a submodule is listed like a file.
  const present = [...listed.keys()].filter((file) => isSchemaFile(file) && isFile(join(path, file)));
  const leftOut = repository === undefined ? undefined : await sparseGuards(repository, [...listed.keys()], present);
  return {
    leftOut,
    files: new Map(present.toSorted().map((file) => [file, listed.get(file) ?? contentId(join(path, file))])),
    hasLinks: present.some((file) => !isGuardFile(file) && lstatSync(join(path, file)).isSymbolicLink()),
    label: folderLabel(text),
    workFolder: path,
    origin: { kind: "folder", path, repository },
  };
}

/**
 * Makes sure that a folder is there.
 * @param text what a person called it
 * @throws {GateError} when it is not, or is a file
 */
export function requireFolder(path: string, text: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const what = existsSync(path) ? "is a file; name the folder of its schemas" : "does not exist";
  throw new GateError("usage", `The folder "${text}" ${what} (${path}).`);
}

/** What people call a folder that they named with a text. */
export function folderLabel(text: string): string {
  return text === "." ? "working tree" : text;
}

/** The id that git gives a content (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects). */
function contentId(path: string): string {
  const content = readFileSync(path);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/**
 * A file that a sparse checkout leaves out is not deleted, but the tree that is copied could not tell.
 * @returns workflows and owners that are left out, which a check can do without
 * @throws {GateError} when a schema file is left out
 */
async function sparseGuards(
  repository: GitRepository,
  listed: readonly string[],
  present: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const there = new Set(present);
  const missing = listed.filter((file) => isSchemaFile(file) && !there.has(file));
  if (missing.length === 0) return undefined;
  const leftOut = await repository.sparseFiles();
  const example = missing.find((file) => leftOut.has(file) && !isGuardFile(file));
  if (example === undefined) return leftOut;
  const message = `The sparse checkout in ${repository.folder} leaves out schema files ("${example}" is one), so that they would look deleted. Get them with \`git sparse-checkout disable\`, or check a commit: '.git#ref=HEAD'.`;
  throw new GateError("usage", message);
}

/** A git revision to take the files from. */
export interface RevisionSource {
  readonly repository: GitRepository;
  /** Full id of a commit. */
  readonly commit: string;
  /** Folder in the repository, "" for its top. */
  readonly subdir: string;
  readonly label: string;
  readonly workFolder: string | undefined;
}

/** Lists the schema files of a revision. A subfolder that the revision does not have is an empty tree. */
export async function revisionTree(context: RunContext, source: RevisionSource): Promise<Tree> {
  const { repository, commit, subdir, workFolder } = source;
  const label = revisionLabel(source);
  const tree = await repository.tree(commit, subdir);
  if (tree === undefined) return emptyTree(context, repository, label);
  return await gitTree({ repository, tree, label, workFolder });
}

/** Lists the schema files of a tree that git has, by its id. */
export async function gitTree(source: {
  readonly repository: GitRepository;
  readonly tree: string;
  readonly label: string;
  readonly workFolder: string | undefined;
}): Promise<Tree> {
  const { repository, tree, label, workFolder } = source;
  const listed = (await repository.treeFiles(tree)).filter(({ path }) => isSchemaFile(path));
  const files = new Map(listed.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, id }) => [path, id]));
  const hasLinks = listed.some(({ path, isLink }) => isLink && !isGuardFile(path));
  return { files, hasLinks, label, workFolder, origin: { kind: "git", repository, tree } };
}

/** What people call a revision, with the start of its id. */
export function revisionLabel({ label, commit }: Pick<RevisionSource, "label" | "commit">): string {
  return `${label} (${commit.slice(0, 12)})`;
}

/** A tree without files: what was there before the first commit, or before a folder was made. */
export function emptyTree(context: RunContext, repository: GitRepository, label: string): Tree {
  const path = context.folder("empty");
  return {
    files: new Map(),
    hasLinks: false,
    label,
    workFolder: undefined,
    origin: { kind: "folder", path, repository },
  };
}

/**
 * Copies schema files of a tree to a folder.
 * @returns the paths that are there now: a link that leads nowhere, or out of a revision, stands for nothing in it
 */
export async function copyFiles(tree: Tree, paths: readonly string[], folder: string): Promise<string[]> {
  const { origin } = tree;
  if (paths.length === 0) return [];
  if (origin.kind === "folder") {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(origin.path, path), join(folder, path));
    }
    return [...paths];
  }
  await origin.repository.writeTree(origin.tree, folder, paths);
  const kept = paths.filter((path) => isFile(join(folder, path)) && realPathIn(folder, path) !== undefined);
  const isKept = new Set(kept);
  for (const path of paths) if (!isKept.has(path)) rmSync(join(folder, path), { force: true });
  return kept;
}

/** Reads the tree of a directory or git input; relative paths start from `cwd`. */
export async function inputTree(context: RunContext, input: Input, cwd: string): Promise<Tree> {
  if (input.kind !== "git") return await folderTree(context, resolve(cwd, input.path), input.text);
  return await revisionTree(context, await inputSource(context, input, cwd));
}

/**
 * Where a git input points; relative paths start from `cwd`.
 * @throws {GateError} when there is no such repository or revision
 */
export async function inputSource(
  context: RunContext,
  input: Extract<Input, { readonly kind: "git" }>,
  cwd: string,
): Promise<RevisionSource> {
  const path = resolve(cwd, input.path);
  const isDotGit = path.endsWith("/.git");
  const folder = isDotGit ? dirname(path) : path;
  const repository = existsSync(path) ? new GitRepository(context, folder) : undefined;
  if (repository === undefined || !(await repository.exists())) {
    throw new GateError("usage", `The input "${input.text}" is not a git repository: ${path}.`);
  }
  const commit = await repository.commit(input.rev);
  if (commit === undefined) {
    const shallow = (await repository.isShallow())
      ? " The clone is shallow and may lack it: run `git fetch --unshallow`, or `git fetch --depth=N` with a larger N."
      : " `git fetch` gets what the remote has; `git log` lists what is here.";
    throw new GateError("usage", `The repository of "${input.text}" has no revision "${input.rev}".${shallow}`);
  }
  const workFolder = isDotGit ? join(folder, input.subdir) : undefined;
  return { repository, commit, subdir: input.subdir, label: input.text, workFolder };
}

/** Digest over names and contents of the schema files: equal digests mean equal schemas and equal configuration. */
export function treeDigest({ files }: Tree): string {
  const hash = createHash("sha256");
  for (const [path, id] of files) hash.update(`${id} ${path}\0`);
  return hash.digest("hex");
}

/** A folder that files of a tree were copied to. */
export interface CopiedTree extends Pick<Tree, "label" | "workFolder"> {
  readonly folder: string;
}

/**
 * Links module folders that git ignores, such as third-party protos that an install puts there, from the working tree
 * into a side.
 * @returns the folders that were linked
 * @throws {GateError} when a module folder is neither in the tree nor in the working tree
 */
export function linkIgnoredModules(tree: CopiedTree, moduleFolders: readonly string[]): string[] {
  const linked: string[] = [];
  for (const module of new Set(moduleFolders)) {
    if (module.split("/").includes("..")) {
      const message = `buf.yaml of ${tree.label} names the module folder "${module}", which is outside of its repository.`;
      throw new GateError("usage", message);
    }
    const target = join(tree.folder, module);
    if (existsSync(target)) continue;
    const source = tree.workFolder === undefined ? undefined : join(tree.workFolder, module);
    if (source === undefined || !existsSync(source)) {
      const message = `buf.yaml of ${tree.label} names the module folder "${module}", which is neither in git nor in the working tree. If your set-up creates it, run that first.`;
      throw new GateError("usage", message);
    }
    mkdirSync(dirname(target), { recursive: true });
    const inTree = realFolder(tree, module);
    symlinkSync(inTree ?? source, target, "dir");
    if (inTree === undefined) linked.push(module);
  }
  return linked;
}

// A module folder may be a link to a folder of the same repository; each side has that one itself.
function realFolder({ folder, workFolder }: CopiedTree, module: string): string | undefined {
  const real = workFolder === undefined ? undefined : realPathIn(workFolder, module);
  if (real === undefined || real === module || !existsSync(join(folder, real))) return undefined;
  return join(folder, real);
}

function walk(folder: string): Map<string, undefined> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.split("/").includes("node_modules"));
  return new Map(paths.map((path) => [path, undefined]));
}
