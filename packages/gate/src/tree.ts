import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isFile, realPathIn } from "./file-in.ts";
import { GateError } from "./gate-error.ts";
import { GitRepository } from "./git.ts";
import type { Input } from "./input.ts";
import type { RunContext } from "./run-context.ts";
import { isSchemaFile } from "./schema-file.ts";

/** The schema files of one side, copied to a folder of their own. */
export interface Tree {
  /** Folder with the files, absolute. */
  readonly folder: string;
  /** Paths of the files, with "/" between parts, sorted. */
  readonly paths: readonly string[];
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

/** Copies the schema files of a folder: those that git does not ignore, or all of them outside of git. */
async function folderTree(context: RunContext, path: string, text: string): Promise<Tree> {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const what = existsSync(path) ? "is a file; name the folder of its schemas" : "does not exist";
    throw new GateError("usage", `The folder "${text}" ${what} (${path}).`);
  }
  const repository = await GitRepository.around(context, path);
  const listed = repository === undefined ? walk(path) : await repository.workTreeFiles();
  // A deleted file is still in the index; a submodule is listed like a file.
  const paths = listed.filter((file) => isSchemaFile(file) && isFile(join(path, file)));
  if (repository !== undefined) await refuseSparse(repository, listed, paths);
  const folder = context.folder("tree");
  for (const file of paths) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(path, file), join(folder, file));
  }
  return {
    folder,
    paths: paths.toSorted(),
    label: text === "." ? "working tree" : text,
    workFolder: path,
    origin: { kind: "folder", path, repository },
  };
}

/** A file that a sparse checkout leaves out is not deleted, but the tree that is copied could not tell. */
async function refuseSparse(
  repository: GitRepository,
  listed: readonly string[],
  present: readonly string[],
): Promise<void> {
  const there = new Set(present);
  const missing = listed.filter((file) => isSchemaFile(file) && !there.has(file));
  if (missing.length === 0) return;
  const leftOut = await repository.sparseFiles();
  const example = missing.find((file) => leftOut.has(file));
  if (example === undefined) return;
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

/** Writes the schema files of a revision. A subfolder that the revision does not have is an empty tree. */
export async function revisionTree(context: RunContext, source: RevisionSource): Promise<Tree> {
  const { repository, commit, subdir, workFolder } = source;
  const folder = context.folder("tree");
  const label = `${source.label} (${commit.slice(0, 12)})`;
  const tree = await repository.tree(commit, subdir);
  if (tree === undefined) return emptyTree(context, repository, label);
  const written = await repository.writeTree(tree, folder, isSchemaFile);
  const paths = written.filter((path) => isFile(join(folder, path)) && realPathIn(folder, path) !== undefined);
  // A link that leads nowhere or out of the revision stands for nothing in it, and must not be followed.
  const kept = new Set(paths);
  for (const path of written) if (!kept.has(path)) rmSync(join(folder, path));
  return { folder, paths: paths.toSorted(), label, workFolder, origin: { kind: "git", repository, tree } };
}

/** A tree without files: what was there before the first commit, or before a folder was made. */
export function emptyTree(context: RunContext, repository: GitRepository, label: string): Tree {
  const folder = context.folder("tree");
  return { folder, paths: [], label, workFolder: undefined, origin: { kind: "folder", path: folder, repository } };
}

/** Reads the tree of a directory or git input; relative paths start from `cwd`. */
export async function inputTree(context: RunContext, input: Input, cwd: string): Promise<Tree> {
  const path = resolve(cwd, input.path);
  if (input.kind !== "git") return await folderTree(context, path, input.text);
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
  return await revisionTree(context, { repository, commit, subdir: input.subdir, label: input.text, workFolder });
}

/** Digest over names and contents of the schema files: equal digests mean equal schemas and equal configuration. */
export function treeDigest(tree: Tree): string {
  const hash = createHash("sha256");
  for (const path of tree.paths) {
    const content = createHash("sha256")
      .update(readFileSync(join(tree.folder, path)))
      .digest("hex");
    hash.update(`${content} ${path}\0`);
  }
  return hash.digest("hex");
}

/**
 * Links module folders that git ignores, such as third-party protos that an install puts there, from the working tree
 * into a side.
 * @returns the folders that were linked
 * @throws {GateError} when a module folder is neither in the tree nor in the working tree
 */
export function linkIgnoredModules(tree: Tree, moduleFolders: readonly string[]): string[] {
  const linked: string[] = [];
  for (const module of new Set(moduleFolders)) {
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
function realFolder({ folder, workFolder }: Tree, module: string): string | undefined {
  const real = workFolder === undefined ? undefined : realPathIn(workFolder, module);
  if (real === undefined || real === module || !existsSync(join(folder, real))) return undefined;
  return join(folder, real);
}

function walk(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.split("/").includes("node_modules"));
}
