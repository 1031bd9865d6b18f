import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** Text of files by path; undefined deletes the file. */
export type Files = Readonly<Record<string, string | undefined>>;

/** A git repository in a temporary folder, with the branch `main`. Deleted when it is disposed. */
export interface TemporaryRepository extends Disposable {
  /** Absolute path of the work tree. */
  readonly path: string;
  /** Writes files to the work tree. */
  readonly write: (files: Files) => void;
  /** Writes files, commits everything that is not ignored, and returns the id of the commit. */
  readonly commit: (files?: Files) => string;
  /** Runs git in the work tree and returns what it prints, without the newline at the end. */
  readonly git: (...args: string[]) => string;
}

// Independent of the configuration of the person who runs the tests, and with ids that do not depend on the time.
const gitEnvironment = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};

/** Writes files below a folder; undefined deletes one. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (text === undefined) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Makes a repository; without `files` it has no commit yet. */
export function temporaryRepository(files?: Files): TemporaryRepository {
  const folder = temporaryFolder();
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: folder.path,
      encoding: "utf8",
      env: { ...process.env, ...gitEnvironment },
    }).trimEnd();
  const write = (changed: Files): void => writeFiles(folder.path, changed);
  const commit = (changed: Files = {}): string => {
    write(changed);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  if (files !== undefined) commit(files);
  return { path: folder.path, write, commit, git, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}
