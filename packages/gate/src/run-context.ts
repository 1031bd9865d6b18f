import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Cache } from "./cache/cache.ts";
import { GateError } from "./gate-error.ts";
import type { Io } from "./io.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { Progress } from "./progress.ts";
import { Slots } from "./slots.ts";

interface ContextOptions {
  readonly cache?: Cache;
  readonly isFull?: boolean;
  readonly isUntrusted?: boolean;
}

/** What every step of one check needs: where to run commands, and a folder that is deleted with the check. */
export class RunContext {
  readonly io: Io;
  /** Temporary folder of this check, absolute. */
  readonly scratch: string;
  /** Whether to take no short cut: to compile and to compare everything, at once. */
  readonly isFull: boolean;
  /** Whether the head may be anybody's: it is read, and nothing of it is run. */
  readonly isUntrusted: boolean;
  /** What earlier checks have found out. */
  readonly cache: Cache;
  /** What a person who waits is shown. */
  readonly progress: Progress;
  /** For commands that each take a processor, and memory. */
  readonly slots: Slots = new Slots(Math.min(availableParallelism(), maxCheckers));
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly bufCache: Readonly<Record<string, string>>;
  private folders = 0;

  /**
   * @param how.cache by default nothing is kept
   * @param how.isFull whether everything is done that there is, without a short cut
   * @param how.isUntrusted whether nothing of the head may be run
   */
  constructor(io: Io, scratch: string, how: ContextOptions = {}) {
    this.io = io;
    this.scratch = scratch;
    this.isFull = how.isFull ?? false;
    this.isUntrusted = how.isUntrusted ?? false;
    this.cache = how.cache ?? new Cache(undefined);
    this.progress = new Progress(io.status);
    this.env = forCommands(io.env, this.isUntrusted);
    // Without a home buf keeps its cache in the folder that it checks, and takes the schemas in it for ours.
    const hasCache = cacheLocations.some((name) => (io.env[name] ?? "") !== "");
    this.bufCache = hasCache ? {} : { BUF_CACHE_DIR: join(scratch, "buf-cache") };
  }

  /** Makes a new empty folder in the scratch folder; `name` is for people who look there. */
  folder(name: string): string {
    this.folders += 1;
    const path = join(this.scratch, `${this.folders}-${name}`);
    mkdirSync(path);
    return path;
  }

  /** Runs git in `cwd`. `extra.env` is added to the environment. */
  async git(
    cwd: string,
    args: readonly string[],
    extra: { stdin?: string; env?: Record<string, string> } = {},
  ): Promise<CommandResult> {
    // Messages in English and no prompt: a person reads them in our report, and nobody is there to answer.
    const env = { ...this.env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", ...extra.env };
    const stdin = extra.stdin === undefined ? {} : { stdin: extra.stdin };
    try {
      return await runCommand("git", args, { cwd, env, signal: this.io.signal, ...stdin });
    } catch (error) {
      // A folder that is not there has the same code.
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT" && existsSync(cwd);
      throw isMissing ? new GateError("usage", "git is not on the PATH. Install git, or add its folder.") : error;
    }
  }

  /**
   * Runs the buf that this package depends on, in `cwd`. `path` puts folders in front of PATH, for plugins.
   * Colour is off and nothing is asked.
   */
  async buf(cwd: string, args: readonly string[], path: readonly string[] = []): Promise<CommandResult> {
    const env = { ...this.env, ...this.bufCache, NO_COLOR: "1", PATH: [...path, this.env["PATH"] ?? ""].join(":") };
    return await runCommand(this.io.execPath, [bufLauncher, ...args], { cwd, env, signal: this.io.signal });
  }

  /** Runs a script by our own Node, in `cwd`. */
  async node(cwd: string, args: readonly string[], stdin: string | Uint8Array = ""): Promise<CommandResult> {
    return await runCommand(this.io.execPath, args, { cwd, env: this.env, stdin, signal: this.io.signal });
  }
}

// The launcher picks the binary of the platform; starting it with our own Node does not depend on PATH.
const bufLauncher = join(dirname(createRequire(import.meta.url).resolve("@bufbuild/buf/package.json")), "bin/buf");

/** Checkers at a time: each takes half a gigabyte, so more of them are no gain on most machines. */
const maxCheckers = 4;

const cacheLocations = ["BUF_CACHE_DIR", "XDG_CACHE_HOME", "HOME"];

// Inside a git hook these point at the repository and index of the hook; every call here names its own.
const gitLocation = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_OBJECT_DIRECTORY",
  "GIT_COMMON_DIR",
]);

// Only our own requests to GitHub need them; plugins and compilers that read a head do not.
const secrets =
  /^(GITHUB_TOKEN|GH_TOKEN|INPUT_.*|BREAKWATER_APPROVAL_KEY|ACTIONS_(RUNTIME|ID_TOKEN|CACHE|RESULTS)_.*)$/;

function forCommands(env: Io["env"], isUntrusted: boolean): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name, value]) => {
    // One that names no host is sent to any host, and dependencies of a head name theirs.
    const isForAnyHost = name === "BUF_TOKEN" && value?.includes("@") === false;
    return !gitLocation.has(name) && !secrets.test(name) && !(isUntrusted && isForAnyHost);
  });
  return Object.fromEntries(kept);
}
