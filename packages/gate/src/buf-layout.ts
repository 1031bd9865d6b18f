import { type ModuleConfig, type Section, asSection, holds } from "./buf-module.ts";
import { isWithin } from "./path-within.ts";

/** Which files of a tree are compiled, and how they import each other. */
export class BufLayout {
  /** What counts without a `buf.yaml`: one module at the top. */
  static readonly plain: BufLayout = new BufLayout({}, [{ path: ".", includes: [], excludes: [] }]);

  private readonly root: Section;
  private readonly modules: readonly ModuleConfig[];

  /** @param root the `buf.yaml` at the top */
  constructor(root: Section, modules: readonly ModuleConfig[]) {
    this.root = root;
    this.modules = modules;
  }

  /** Module folders, "." for the top. */
  get moduleFolders(): string[] {
    return this.modules.map(({ path }) => path);
  }

  /** How other files import the file at a path in the tree; undefined for a file that is in no module. */
  importPathOf(path: string): string | undefined {
    const module = this.modules.find((candidate) => holds(candidate, path));
    if (module === undefined) return undefined;
    return module.path === "." ? path : path.slice(module.path.length + 1);
  }

  /**
   * The configuration to compile some of the files with, as JSON for buf's `--config`: modules and folders that have
   * none of them are left out, since buf refuses to be told of what is not there. Without a `buf.yaml` there is none.
   */
  configFor(paths: readonly string[]): string | undefined {
    const isThere = (folder: string): boolean => paths.some((path) => isWithin(path, folder));
    const { version, deps } = this.root;
    const dependencies = deps === undefined ? {} : { deps };
    if (version === undefined && this === BufLayout.plain) return undefined;
    if (version !== "v2") {
      const excludes = this.modules.flatMap((module) => module.excludes.filter(isThere));
      const { name } = this.root;
      return JSON.stringify({
        version: "v1",
        ...(name === undefined ? {} : { name }),
        ...dependencies,
        build: { excludes },
      });
    }
    const modules = this.modules.filter((module) => paths.some((path) => holds(module, path)));
    return JSON.stringify({
      version,
      ...dependencies,
      modules: modules.map(({ path, includes, excludes }) => ({
        path,
        ...listOf("includes", includes.filter(isThere)),
        ...listOf("excludes", excludes.filter(isThere)),
      })),
    });
  }
}

function listOf(key: string, values: readonly string[]): Section {
  return values.length === 0 ? {} : asSection({ [key]: values });
}
