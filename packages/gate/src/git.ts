import { dirname, join, relative } from "node:path";
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { isFile } from "./file-in.ts";
import { GateError } from "./gate-error.ts";
import type { CommandResult } from "./run-command.ts";
import type { RunContext } from "./run-context.ts";

/** A file of a git tree. */
export interface TreeEntry {
  readonly path: string;
  /** Id of its content. */
  readonly id: string;
  /** Whether it is a symbolic link, whose content is a path. */
  readonly isLink: boolean;
}

/** A tag of a commit. */
export interface Tag {
  readonly name: string;
  /** When the tag, or the commit of one without a date, was made; seconds since 1970. */
  readonly time: number;
  /** Id of the tree of its commit. */
  readonly tree: string;
}

/** A git repository as seen from one folder in it. */
export class GitRepository {
  /** Folder that git is run in, absolute. */
  readonly folder: string;
  private readonly context: RunContext;

  constructor(context: RunContext, folder: string) {
    this.context = context;
    this.folder = folder;
  }

  /** The work tree that contains `folder`, or undefined when there is none. */
  static async around(context: RunContext, folder: string): Promise<GitRepository | undefined> {
    const repository = new GitRepository(context, folder);
    return (await repository.isIn("--show-toplevel")) ? repository : undefined;
  }

  /** Whether the folder is in a repository at all. */
  async exists(): Promise<boolean> {
    return await this.isIn("--git-dir");
  }

  private async isIn(what: "--show-toplevel" | "--git-dir"): Promise<boolean> {
    const args = ["rev-parse", what];
    const { exitCode, stderr } = await this.context.git(this.folder, args);
    if (exitCode === 0) return true;
    refuseOwner(this.folder, stderr);
    // Whatever else is wrong does not mean that there is none.
    if (/not a git repository|must be run in a work tree/.test(stderr)) return false;
    throw this.failure(args, stderr);
  }

  /** Path of the folder from the top of the work tree, "" at the top, without a slash at the end. */
  async prefix(): Promise<string> {
    const { stdout } = await this.must(["rev-parse", "--show-toplevel"]);
    return relative(realpathSync(stdout.replace(/\n$/, "")), realpathSync(this.folder)).replaceAll("\\", "/");
  }

  /** The commit that a revision names, or undefined when it names none. */
  async commit(rev: string): Promise<string | undefined> {
    return await this.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`]);
  }

  /** Best common ancestor of two commits, or undefined when the repository at hand has none. */
  async mergeBase(a: string, b: string): Promise<string | undefined> {
    return await this.ask(["merge-base", a, b]);
  }

  /** What a revision is called as a branch: "origin/main" of "origin/HEAD"; "HEAD" when none is checked out. */
  async branchName(rev: string): Promise<string> {
    const { stdout } = await this.must(["rev-parse", "--abbrev-ref", rev]);
    return stdout.trim();
  }

  /** Tags of commits from which a commit has grown, itself included, with the full ids of these commits. */
  async tagsIn(commit: string): Promise<{ readonly name: string; readonly commit: string }[]> {
    const format = "%(refname:strip=2) %(objectname) %(*objectname)";
    const { stdout } = await this.must(["for-each-ref", `--merged=${commit}`, `--format=${format}`, "refs/tags"]);
    return stdout.split("\n").flatMap((line) => {
      const [name = "", own = "", peeled = ""] = line.split(" ");
      return name === "" ? [] : [{ name, commit: peeled === "" ? own : peeled }];
    });
  }

  /**
   * Lines with a text, by the path of their file from the folder: of a commit, or of the work tree with its untracked
   * files.
   * @param how.paths paths to look below, ignored files included; by default all that is not ignored
   */
  async grep(
    text: string,
    how: { readonly commit?: string | undefined; readonly paths?: readonly string[] } = {},
  ): Promise<{ readonly path: string; readonly line: string }[]> {
    const { commit, paths } = how;
    const where =
      commit === undefined ? ["--untracked", ...(paths === undefined ? [] : ["--no-exclude-standard"])] : [];
    const args = ["grep", "-z", "-I", "--fixed-strings", ...where, "-e", text];
    const stdout = await this.ask([...args, ...(commit === undefined ? [] : [commit]), "--", ...(paths ?? ["."])]);
    return (stdout ?? "").split("\n").flatMap((entry) => {
      const [path = "", line] = entry.split("\0");
      if (line === undefined) return [];
      return [{ path: commit === undefined ? path : path.slice(commit.length + 1), line }];
    });
  }

  /** The text of a file of a commit, by its path from the folder; undefined when it is not there. */
  async fileText(commit: string, path: string): Promise<string | undefined> {
    const id = await this.ask(["rev-parse", "--verify", "--quiet", `${commit}:./${path}`]);
    if (id === undefined) return undefined;
    return (await this.contents([id])).get(id)?.toString("utf8");
  }

  /** The text of a file in the work tree, by its path from the folder; undefined when it is not there. */
  workTreeText(path: string): string | undefined {
    const file = join(this.folder, path);
    return isFile(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** Whether history is cut off somewhere. */
  async isShallow(): Promise<boolean> {
    const { stdout } = await this.must(["rev-parse", "--is-shallow-repository"]);
    return stdout.trim() === "true";
  }

  /** Whether the work tree has no change, untracked files included. */
  async isClean(): Promise<boolean> {
    const { stdout } = await this.must(["status", "--porcelain", "--untracked-files=normal"]);
    return stdout === "";
  }

  /** Id of the tree of a commit's subfolder, or undefined when the commit has no such folder. */
  async tree(commit: string, subdir: string): Promise<string | undefined> {
    const object = subdir === "" ? `${commit}^{tree}` : `${commit}:${subdir}`;
    return await this.ask(["rev-parse", "--verify", "--quiet", object]);
  }

  /**
   * Files of the folder in the work tree: tracked ones and those that are neither tracked nor ignored, with the id of
   * their content where git vouches for it; not sorted.
   */
  async workTreeFiles(): Promise<Map<string, string | undefined>> {
    const [index, changed, others] = await Promise.all([
      this.must(["ls-files", "-z", "-v", "--stage", "--deduplicate"]),
      this.must(["diff-files", "-z", "--name-only", "--relative"]),
      this.must(["ls-files", "-z", "--others", "--exclude-standard"]),
    ]);
    const files = new Map<string, string | undefined>();
    for (const line of splitNul(index.stdout)) {
      const [, tag = "", id = "", stage = "", path = ""] = /^(.) \d+ ([0-9a-f]+) (\d)\t([^]*)$/.exec(line) ?? [];
      if (path === "") throw new Error(`git ls-files printed no entry: ${line}`);
      // Another stage is one side of a conflict; with a small letter git was told to assume that nothing changes.
      files.set(path, stage === "0" && tag === "H" ? id : undefined);
    }
    for (const path of [...splitNul(changed.stdout), ...splitNul(others.stdout)]) files.set(path, undefined);
    return files;
  }

  /** Files of a tree with the ids of their contents, submodules left out. */
  async treeFiles(tree: string): Promise<TreeEntry[]> {
    const { stdout } = await this.must(["ls-tree", "-r", "-z", "--full-tree", tree]);
    return splitNul(stdout).flatMap((line) => {
      const [, mode, type, id = "", path = ""] = /^(\d+) (\w+) ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
      if (path === "") throw new Error(`git ls-tree printed no entry: ${line}`);
      return type === "blob" ? [{ path, id, isLink: mode === "120000" }] : [];
    });
  }

  /** Tags of commits that a commit has among its ancestors, or is itself. */
  async tagsBefore(commit: string): Promise<Tag[]> {
    const format = "--format=%(refname:lstrip=2)%00%(creatordate:unix)%00%(tree)%(*tree)";
    const { stdout } = await this.must(["for-each-ref", `--merged=${commit}`, format, "refs/tags"]);
    const lines = stdout.split("\n").filter((line) => line !== "");
    return lines.map((line) => {
      const [name = "", time = "", tree = ""] = line.split("\0");
      return { name, time: Number(time), tree };
    });
  }

  /** Ids of a subfolder of several trees, in their order; undefined where a tree has no such folder. */
  async subtrees(trees: readonly string[], subdir: string): Promise<(string | undefined)[]> {
    const stdin = trees.map((tree) => `${tree}:${subdir}\n`).join("");
    const { stdout } = await this.must(["cat-file", "--batch-check=%(objectname) %(objecttype)"], { stdin });
    const lines = stdout.split("\n");
    return trees.map((_, index) => /^([0-9a-f]+) tree$/.exec(lines[index] ?? "")?.[1]);
  }

  /** Contents of blobs, or of trees as git stores them, by their ids. */
  async contents(ids: readonly string[], type: "blob" | "tree" = "blob"): Promise<Map<string, Buffer>> {
    const { bytes } = await this.must(["cat-file", "--batch"], { stdin: ids.map((id) => `${id}\n`).join("") });
    const contents = new Map<string, Buffer>();
    let at = 0;
    for (const id of ids) {
      const end = bytes.indexOf(0x0a, at);
      const [, found, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(bytes.toString("utf8", at, Math.max(at, end))) ?? [];
      if (found !== type) throw new Error(`git cat-file has no ${type} ${id}`);
      contents.set(id, bytes.subarray(end + 1, end + 1 + Number(size)));
      at = end + 1 + Number(size) + 1;
    }
    return contents;
  }

  /** Tracked files that a sparse checkout leaves out of the work tree. */
  async sparseFiles(): Promise<ReadonlySet<string>> {
    const { stdout } = await this.must(["ls-files", "-z", "-t", "--cached"]);
    // "S" is the tag of git for entries whose skip-worktree bit is set.
    return new Set(splitNul(stdout).flatMap((line) => (line.startsWith("S ") ? [line.slice(2)] : [])));
  }

  /** Whether a folder below this one is ignored, be it there or not. */
  async isIgnored(path: string): Promise<boolean> {
    return (await this.ask(["check-ignore", "--quiet", "--", `${path}/`])) !== undefined;
  }

  /**
   * Writes files of a tree to `target`. `git archive` is not used because it obeys `export-ignore`.
   * @param paths the files to write
   */
  async writeTree(tree: string, target: string, paths: readonly string[]): Promise<void> {
    // A checkout runs filters that the attributes of the tree name, such as Git LFS, which asks the network.
    if (this.context.isUntrusted) return await this.writeBlobs(tree, target, new Set(paths));
    const env = { GIT_INDEX_FILE: join(this.context.folder("index"), "index") };
    const { stdout: gitDir } = await this.must(["rev-parse", "--absolute-git-dir"]);
    const stdin = paths.map((path) => `${path}\0`).join("");
    // The target is the work tree, so that a bare repository does as well.
    const at = [`--git-dir=${gitDir.replace(/\n$/, "")}`, `--work-tree=${target}`];
    await this.must([...at, "read-tree", tree], { env }, target);
    await this.must([...at, "checkout-index", "-z", "--stdin", "--force"], { env, stdin }, target);
  }

  /** Writes files of a tree as they are stored, without looking at attributes. */
  private async writeBlobs(tree: string, target: string, paths: ReadonlySet<string>): Promise<void> {
    const entries = (await this.treeFiles(tree)).filter(({ path }) => paths.has(path));
    // What a checkout refuses; a tree that nobody has checked out yet can have it all the same.
    const unsafe = entries.find(({ path }) => path.split("/").some((part) => unsafeParts.has(part.toLowerCase())));
    if (unsafe !== undefined) {
      throw new GateError("usage", `The git tree ${tree} has the path "${unsafe.path}", which git checks out nowhere.`);
    }
    const contents = await this.contents([...new Set(entries.map(({ id }) => id))]);
    // Links come last, so that no file is written through one.
    for (const { path, id, isLink } of entries.toSorted((a, b) => Number(a.isLink) - Number(b.isLink))) {
      const content = contents.get(id) ?? Buffer.alloc(0);
      mkdirSync(dirname(join(target, path)), { recursive: true });
      if (isLink) symlinkSync(content.toString("utf8"), join(target, path));
      else writeFileSync(join(target, path), content);
    }
  }

  /** What git answers, undefined when it says no: that is exit code 1, all others are faults. */
  private async ask(args: readonly string[]): Promise<string | undefined> {
    const { exitCode, stdout, stderr } = await this.context.git(this.folder, args);
    if (exitCode === 0) return stdout.trim();
    if (exitCode === 1) return undefined;
    throw this.failure(args, stderr);
  }

  private async must(
    args: readonly string[],
    extra: { stdin?: string; env?: Record<string, string> } = {},
    cwd: string = this.folder,
  ): Promise<CommandResult> {
    const result = await this.context.git(cwd, args, extra);
    if (result.exitCode !== 0) throw this.failure(args, result.stderr);
    return result;
  }

  private failure(args: readonly string[], stderr: string): GateError {
    const verb = args.find((arg) => !arg.startsWith("-"));
    return new GateError("usage", `git ${verb} failed in ${this.folder}:\n${stderr.trimEnd()}`);
  }
}

const unsafeParts = new Set(["", ".", "..", ".git"]);

/** git does not read a repository of another user, as in many containers; that is not the same as having none. */
function refuseOwner(folder: string, stderr: string): void {
  if (!stderr.includes("dubious ownership")) return;
  const [command = "git config --global --add safe.directory"] = /git config .*safe\.directory .*/.exec(stderr) ?? [];
  const message = `git does not read the repository around ${folder}, because it belongs to another user. If you trust it: ${command}`;
  throw new GateError("usage", message);
}

function splitNul(text: string): string[] {
  return text.split("\0").filter((part) => part !== "");
}
