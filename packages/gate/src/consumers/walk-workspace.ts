import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package of a workspace. */
export interface WorkspacePackage {
  /** Absolute. */
  readonly folder: string;
  /** Undefined for a folder without a package.json. */
  readonly name: string | undefined;
  /** Names of packages that it depends on, in any way. */
  readonly dependencies: readonly string[];
}

/** What a workspace has that is of interest; all paths are absolute. */
export interface Workspace {
  readonly packages: readonly WorkspacePackage[];
  /** Every tsconfig*.json. */
  readonly configs: readonly string[];
  /** Every source file of TypeScript, without declarations. */
  readonly sources: readonly string[];
  /** Files that are called like generated code, sources and declarations. */
  readonly generated: readonly string[];
}

/**
 * The folder with everything that may consume the schemas of a folder: the innermost workspace around it, else its git
 * repository, else the folder itself.
 */
export function workspaceAround(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "pnpm-workspace.yaml")) || hasWorkspaces(join(at, "package.json"))) return at;
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return folder;
  }
}

function hasWorkspaces(path: string): boolean {
  return existsSync(path) && readManifest(path).workspaces !== undefined;
}

/** Lists what is in a folder, without what is installed in it. The folder itself is a package in any case. */
export function walkWorkspace(folder: string): Workspace {
  const packages: WorkspacePackage[] = [];
  const lists = { configs: new Array<string>(), sources: new Array<string>(), generated: new Array<string>() };
  for (const path of filesIn(folder)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name === "package.json") packages.push(packageAt(dirname(path)));
    else if (/^tsconfig.*\.json$/.test(name)) lists.configs.push(path);
    else if (isGeneratedName(name)) lists.generated.push(path);
    else if (/(?<!\.d)\.(ts|tsx|mts|cts)$/.test(name)) lists.sources.push(path);
  }
  if (!packages.some((one) => one.folder === folder)) packages.push({ folder, name: undefined, dependencies: [] });
  return { packages, ...lists };
}

/** Generated code of a folder where something is installed; absolute paths. */
export function generatedIn(folder: string): string[] {
  return filesIn(folder).filter((path) => isGeneratedName(path));
}

/** The package.json of a folder; of one that cannot be read, nothing. */
export function packageAt(folder: string): WorkspacePackage {
  const { name, ...others } = readManifest(join(folder, "package.json"));
  const dependencies = dependencyKinds.flatMap((kind) => {
    const list = others[kind];
    return typeof list === "object" && list !== null ? Object.keys(list) : [];
  });
  return { folder, name: typeof name === "string" ? name : undefined, dependencies };
}

const dependencyKinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;

function isGeneratedName(path: string): boolean {
  return /_pb(\.d)?\.[cm]?ts$/.test(path);
}

type Manifest = Readonly<Partial<Record<"name" | "workspaces" | (typeof dependencyKinds)[number], unknown>>>;

function readManifest(path: string): Manifest {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // It may be a fixture, or a template; a package manager would tell.
    return {};
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    // Links lead to what is listed where it is.
    return entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".") ? filesIn(path) : [];
  });
}
