import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { BufLayout } from "./buf-layout.ts";
import { type ModuleConfig, type Section, asPaths, asSection, holds, modulesOf } from "./buf-module.ts";
import { GateError } from "./gate-error.ts";
import { isWithin } from "./path-within.ts";

/** Which of buf's checks a configuration section is for. */
export type CheckKind = "lint" | "breaking";

/** A proto file of a side: where it is in the tree and how other files import it. */
export interface ProtoFile {
  /** Path in the tree; equal to the import path when the side is an image. */
  readonly path: string;
  readonly importPath: string;
}

/**
 * The rule configuration of one tree: `buf.yaml` version v2, or v1 and v1beta1 with a `buf.yaml` per module
 * (https://buf.build/docs/configuration/v2/buf-yaml/). Whether a file is valid is for buf to say; this reads what is
 * needed to run buf's checks on images, whose paths start at the module and not at the repository.
 */
export class BufConfig {
  private readonly folder: string;
  private readonly root: Section;
  private readonly modules: readonly ModuleConfig[];

  private constructor(folder: string, root: Section) {
    this.folder = folder;
    this.root = root;
    this.modules = isVersion2(root) ? modulesOf(root) : [];
  }

  /**
   * Reads the configuration of the tree in `folder`, or undefined when it has none.
   * @throws {GateError} when a file is not YAML
   */
  static read(folder: string, label: string): BufConfig | undefined {
    const isWorkspace = existsSync(join(folder, "buf.work.yaml"));
    const root = readYaml(folder, "buf.yaml", label);
    return root === undefined && !isWorkspace ? undefined : new BufConfig(folder, root ?? {});
  }

  /** Module folders that `buf.yaml` names; empty when there is only the tree itself. */
  get moduleFolders(): string[] {
    return this.modules.map((module) => module.path).filter((path) => path !== ".");
  }

  /**
   * Which files are compiled, and how they import each other; undefined where that is not told by the `buf.yaml` at the
   * top alone, as in a workspace of version 1.
   */
  get layout(): BufLayout | undefined {
    if (isVersion2(this.root)) return new BufLayout(this.root, this.modules);
    const isPlain =
      !existsSync(join(this.folder, "buf.work.yaml")) && asSection(this.root["build"])["roots"] === undefined;
    if (!isPlain || this.root["version"] === "v1beta1") return undefined;
    return new BufLayout(this.root, [
      { path: ".", includes: [], excludes: asPaths(asSection(this.root["build"])["excludes"]) },
    ]);
  }

  /** Whether checks run plugins, whose findings nobody can foresee. */
  get hasPlugins(): boolean {
    return this.root["plugins"] !== undefined;
  }

  /** The same without plugins, which are programs: those of a head that is not trusted are not run. */
  withoutPlugins(): BufConfig {
    const { plugins: _plugins, ...root } = this.root;
    return new BufConfig(this.folder, root);
  }

  /**
   * The configuration, as JSON for buf's `--config`, to check `file` with inside an image; undefined when the whole
   * module is to be ignored. A file of a module that this configuration does not know gets the workspace's sections.
   */
  forImage(kind: CheckKind, file: ProtoFile): string | undefined {
    if (!isVersion2(this.root)) return this.forImageVersion1(kind, file);
    const module = this.modules.find((candidate) => holds(candidate, file.path));
    const section = module?.[kind] ?? asSection(this.root[kind]);
    const mapped = toImagePaths(section, moduleRoot(file));
    if (mapped === undefined) return undefined;
    const plugins = this.root["plugins"] === undefined ? {} : { plugins: this.root["plugins"] };
    return JSON.stringify({ version: "v2", [kind]: mapped, ...plugins });
  }

  /**
   * Whether the breaking section exempts a file from some rules: under `ignore` from all, under `ignore_only` from those
   * that it names. Categories under `ignore_only` are for buf to resolve and exempt from nothing here.
   */
  exempts(file: ProtoFile, rules: readonly string[]): boolean {
    const isVersion1 = !isVersion2(this.root);
    const own = isVersion1
      ? (readYaml(this.folder, join(moduleRoot(file), "buf.yaml"), this.folder) ?? this.root)["breaking"]
      : (this.modules.find((candidate) => holds(candidate, file.path))?.breaking ?? this.root["breaking"]);
    const section = asSection(own);
    const path = isVersion1 ? file.importPath : file.path;
    const isListed = (paths: unknown): boolean => asPaths(paths).some((folder) => isWithin(path, folder));
    const only = asSection(section["ignore_only"]);
    return isListed(section["ignore"]) || rules.some((rule) => isListed(only[rule]));
  }

  // Version 1 has one buf.yaml per module, and paths in it start at the module already.
  private forImageVersion1(kind: CheckKind, file: ProtoFile): string {
    const own = readYaml(this.folder, join(moduleRoot(file), "buf.yaml"), this.folder) ?? this.root;
    const version = typeof own["version"] === "string" ? own["version"] : "v1";
    return JSON.stringify({ version, [kind]: asSection(own[kind]) });
  }
}

/** What counts when neither side has a `buf.yaml`: buf's defaults, which are STANDARD for lint and FILE for breaking. */
export const defaultRules: string = JSON.stringify({ version: "v2" });

function isVersion2(root: Section): boolean {
  return root["version"] === "v2";
}

function readYaml(folder: string, name: string, label: string): Section | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  try {
    return asSection(parse(readFileSync(path, "utf8")));
  } catch (error) {
    // The lines after the first are an excerpt, which is mostly empty.
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new GateError("usage", `${name} of ${label} is not YAML: ${reason?.replace(/:$/, "")}`);
  }
}

function moduleRoot({ path, importPath }: ProtoFile): string {
  return path === importPath ? "." : path.slice(0, -importPath.length - 1);
}

// In version 2, paths start at buf.yaml; in an image they start at the module.
function toImagePaths(section: Section, root: string): Section | undefined {
  const ignore = asPaths(section["ignore"]);
  if (ignore.some((path) => isWithin(root, path) && (root !== "." || path === "."))) return undefined;
  const ignoreOnly: Record<string, string[]> = {};
  const except = asPaths(section["except"]);
  for (const [rule, paths] of Object.entries(asSection(section["ignore_only"]))) {
    const list = asPaths(paths);
    if (list.some((path) => isWithin(root, path) && (root !== "." || path === "."))) except.push(rule);
    else ignoreOnly[rule] = intoModule(list, root);
  }
  const { ignore: _ignore, ignore_only: _ignoreOnly, except: _except, ...rest } = section;
  return {
    ...rest,
    ...(except.length > 0 ? { except } : {}),
    ...optionalList("ignore", intoModule(ignore, root)),
    ...optionalMap("ignore_only", ignoreOnly),
  };
}

function intoModule(paths: readonly string[], root: string): string[] {
  if (root === ".") return [...paths];
  return paths.filter((path) => path.startsWith(`${root}/`)).map((path) => path.slice(root.length + 1));
}

function optionalList(key: string, values: readonly string[]): Section {
  return values.length > 0 ? { [key]: values } : {};
}

function optionalMap(key: string, values: Readonly<Record<string, string[]>>): Section {
  const kept = Object.entries(values).filter(([, paths]) => paths.length > 0);
  return kept.length > 0 ? { [key]: Object.fromEntries(kept) } : {};
}
