import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFinder } from "./package-finder.ts";
import { type Workspace, type WorkspacePackage, generatedIn, packageAt } from "./walk-workspace.ts";

/** The packages whose sources may use generated code of some schema files. */
export interface ConsumerPackages {
  /** Absolute folders of the packages. */
  readonly folders: ReadonlySet<string>;
  /** Names by which sources import the code, directly or through another package. */
  readonly names: ReadonlySet<string>;
  /** Generated code of the schema files in the workspace; absolute paths. */
  readonly generated: readonly string[];
  /** Schema files whose code is not there although the workspace has generated code, or is made for some. */
  readonly missing: readonly string[];
}

/**
 * Picks the packages that hold generated code of schema files, and those that depend on them or on an installed package
 * with such code, directly or by way of other packages of the workspace.
 * @param schemaFiles import paths
 */
export function consumerPackages(workspace: Workspace, schemaFiles: readonly string[]): ConsumerPackages {
  const { packages } = workspace;
  const isOurs = (path: string): boolean => schemaFiles.some((file) => isCodeOf(path, file));
  const generated = workspace.generated.filter(isOurs);
  const folders = new Set(generated.map(packageFinder(packages.map(({ folder }) => folder))));
  const installed = installedCode(packages, isOurs);
  const names = new Set(installed.keys());
  // Until no other package depends on what there is.
  for (let before = -1; before !== folders.size;) {
    before = folders.size;
    for (const { folder, name } of packages) if (folders.has(folder) && name !== undefined) names.add(name);
    for (const { folder, dependencies } of packages) {
      if (dependencies.some((name) => names.has(name))) folders.add(folder);
    }
  }
  const code = [...generated, ...[...installed.values()].flat()];
  const missing = packages.some(hasRuntime)
    ? schemaFiles.filter((file) => !code.some((path) => isCodeOf(path, file)))
    : [];
  return { folders, names, generated, missing };
}

function isCodeOf(path: string, schemaFile: string): boolean {
  return path.includes(`/${schemaFile.replace(/\.proto$/, "")}_pb.`);
}

/** Generated code needs the runtime, and most packages do not. */
function hasRuntime({ dependencies }: WorkspacePackage): boolean {
  return dependencies.includes("@bufbuild/protobuf");
}

/** Such code of installed packages, those of no workspace, by their name. */
function installedCode(
  packages: readonly WorkspacePackage[],
  isOurs: (path: string) => boolean,
): Map<string, readonly string[]> {
  const own = new Set(packages.map(({ name }) => name));
  const looked = new Map<string, readonly string[]>();
  const found = new Map<string, readonly string[]>();
  for (const { folder, dependencies } of packages) {
    for (const name of dependencies) {
      const installed = own.has(name) ? undefined : installedFolder(folder, name);
      if (installed === undefined) continue;
      const known = looked.get(installed);
      const code = known ?? (hasRuntime(packageAt(installed)) ? generatedIn(installed).filter(isOurs) : []);
      looked.set(installed, code);
      if (code.length > 0) found.set(name, code);
    }
  }
  return found;
}

function installedFolder(from: string, name: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const path = join(at, "node_modules", name);
    if (existsSync(path)) return realpathSync(path);
    if (at === dirname(at)) return undefined;
  }
}
