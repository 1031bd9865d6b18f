import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** A scratch clone of a schema history, in which revisions can be given what they need to compile. */
export class Corpus {
  /** Folder of the clone, absolute. */
  readonly folder: string;
  private readonly vendored: ReadonlyMap<string, string>;
  private readonly subjects: ReadonlyMap<string, string>;

  /**
   * @param source repository to clone; it is not written to
   * @param folder empty folder for the clone
   * @param vendor folder with third-party protos that revisions import without having them
   */
  constructor(source: string, folder: string, vendor: string | undefined) {
    execFileSync("git", ["clone", "--quiet", "--shared", "--no-checkout", source, folder]);
    this.folder = folder;
    const log = this.git(["log", "--all", "--format=%H %s"]).split("\n");
    this.subjects = new Map(log.map((line) => [line.slice(0, 40), line.slice(41)]));
    this.vendored = new Map(vendor === undefined ? [] : this.store(vendor));
  }

  /** The commit whose subject is "upstream <id>…", undefined when the history has none. */
  find(id: string): string | undefined {
    for (const [commit, subject] of this.subjects) if (subject.startsWith(`upstream ${id}`)) return commit;
    return undefined;
  }

  /** What people call a commit: its id upstream, or else its own, both cut to twelve characters. */
  nameOf(commit: string): string {
    return /^upstream ([0-9a-f]{7,40})$/.exec(this.subjects.get(commit) ?? "")?.[1] ?? commit.slice(0, 12);
  }

  /** The commits that lead to the one that is checked out, by first parents, the oldest first. */
  history(): string[] {
    return this.git(["rev-list", "--first-parent", "--reverse", "HEAD"]).split("\n");
  }

  /** First parent of a commit. */
  parentOf(commit: string): string {
    return this.git(["rev-parse", `${commit}^1`]);
  }

  /**
   * A commit with the files of another one, the vendored protos that it lacks as a second module, and a buf.yaml that
   * keeps checks away from those. Without vendored protos it is the commit itself.
   */
  withVendor(commit: string): string {
    if (this.vendored.size === 0) return commit;
    const env = { ...process.env, GIT_INDEX_FILE: join(this.folder, ".git", "corpus-index") };
    this.git(["read-tree", commit], { env });
    const own = this.git(["ls-files"], { env }).split("\n");
    // Some revisions have a copy below a folder of their own; two copies would declare everything twice.
    const missing = [...this.vendored].filter(([path]) => !own.some((file) => `/${file}`.endsWith(`/${path}`)));
    const entries = missing.map(([path, blob]) => `100644 ${blob}\tvendor/${path}`);
    entries.push(`100644 ${this.git(["hash-object", "-w", "--stdin"], { input: bufYaml })}\tbuf.yaml`);
    this.git(["update-index", "--add", "--index-info"], { env, input: `${entries.join("\n")}\n` });
    const tree = this.git(["write-tree"], { env });
    return this.git([...identity, "commit-tree", tree, "-m", `${commit} with vendored protos`]);
  }

  private *store(vendor: string): IterableIterator<[path: string, blob: string]> {
    const entries = readdirSync(vendor, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".proto"));
    const paths = files.map((file) => join(file.parentPath, file.name));
    const blobs = this.git(["hash-object", "-w", "--stdin-paths"], { input: `${paths.join("\n")}\n` }).split("\n");
    for (const [index, path] of paths.entries()) yield [relative(vendor, path), blobs[index] ?? ""];
  }

  private git(args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8", ...options }).trimEnd();
  }
}

const identity = ["-c", "user.name=corpus", "-c", "user.email=corpus@example.com"];

const bufYaml = `version: v2
modules:
  - path: .
    excludes: [vendor]
  - path: vendor
lint: { ignore: [vendor] }
breaking: { use: [FILE], ignore: [vendor] }
`;
