import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { runProgram } from "./program.ts";

/** What to install, and where. */
export interface OfflineInstall {
  /** Empty folder outside of the workspace. */
  readonly folder: string;
  /** Tarballs of packages that are tested. */
  readonly tarballs: readonly string[];
  /** Installed packages that the consumer needs too; each as `[name, folder whose node_modules has it]`. */
  readonly installed: readonly (readonly [name: string, from: string])[];
  /** Names of those tarballs' packages that get what is installed here, whichever versions they name: past releases. */
  readonly past?: readonly string[];
}

/**
 * Installs packages with the stock npm and without a network: the dependencies are packed again from where they are
 * installed, with everything that they depend on. Throws with npm's output when it fails.
 */
export async function installOffline({ folder, tarballs, installed, past = [] }: OfflineInstall): Promise<void> {
  const packages = new Map<string, string>();
  for (const [name, from] of installed) collect(name, from, packages);
  const names = [...packages.keys()];
  const packed = await Promise.all([...packages].map(([name, path]) => pack(name, path, folder)));
  const present = Object.fromEntries(names.map((name, index) => [name, `file:${packed[index]}`]));
  const overrides = Object.fromEntries(past.map((name) => [name, present]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", overrides }));
  const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", join(folder, ".npm")];
  await runProgram("npm", [...args, ...tarballs, ...packed], { cwd: folder, env: environmentOutsidePnpm() });
}

/** This process's environment without what pnpm and npm put into it for the scripts that they run. */
function environmentOutsidePnpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
}

/** Adds a package and its dependencies, found as Node finds them, to `packages`. */
function collect(name: string, from: string, packages: Map<string, string>): void {
  if (packages.has(name)) return;
  const path = find(name, from);
  packages.set(name, path);
  const manifest = readFileSync(join(path, "package.json"), "utf8");
  for (const dependency of dependenciesOf(JSON.parse(manifest))) collect(dependency, path, packages);
}

/** Names of what a package needs: its dependencies and the peers that it insists on. */
function dependenciesOf(manifest: unknown): string[] {
  const dependencies = Object.keys(field(manifest, "dependencies"));
  const optional = Object.keys(field(manifest, "peerDependenciesMeta"));
  const peers = Object.keys(field(manifest, "peerDependencies")).filter((name) => !optional.includes(name));
  return [...dependencies, ...peers];
}

function field(manifest: unknown, name: string): object {
  const value: unknown = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, name) : undefined;
  return typeof value === "object" && value !== null ? value : {};
}

function find(name: string, from: string): string {
  const candidate = join(from, "node_modules", name);
  if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
  // pnpm keeps a package's dependencies beside it: <folder>/node_modules/<name>.
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return find(name, dirname(from));
}

async function pack(name: string, path: string, into: string): Promise<string> {
  const flat = name.replaceAll("/", "-");
  const staging = join(into, ".tarballs", flat);
  mkdirSync(staging, { recursive: true });
  cpSync(path, join(staging, "package"), { recursive: true, filter: (file) => basename(file) !== "node_modules" });
  const tarball = join(into, ".tarballs", `${flat}.tgz`);
  await runProgram("tar", ["-czf", tarball, "-C", staging, "package"]);
  return tarball;
}
