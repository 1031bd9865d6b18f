import type { CheckKind } from "../buf-config.ts";
import { type Section, asPaths, asSection, holds, modulesOf } from "../buf-module.ts";
import { isWithin } from "../path-within.ts";
import { type YamlPath, YamlText } from "./yaml-text.ts";

/** The rules that a file is checked by: a section of some `buf.yaml`, and where it stands. */
export interface RuleSection {
  /** Version of the configuration: v1beta1, v1 or v2. */
  readonly version: string;
  readonly section: Section;
  /** The file that it is in; undefined when buf's defaults count. */
  readonly file: YamlText | undefined;
  readonly at: YamlPath;
  /** Folder that paths in the section start at, "." for the top. */
  readonly folder: string;
}

/** buf's configuration in one tree, to find the rules of a file in. */
export class BufSections {
  private readonly files: ReadonlyMap<string, YamlText>;
  private readonly root: Section;
  private readonly workFolders: readonly string[] | undefined;

  /** @param texts texts of each `buf.yaml` and of `buf.work.yaml`, by path */
  constructor(texts: ReadonlyMap<string, string>) {
    this.files = new Map([...texts].map(([path, text]) => [path, new YamlText(path, text)]));
    this.root = asSection(this.files.get("buf.yaml")?.root);
    const work = this.files.get("buf.work.yaml");
    this.workFolders = work === undefined ? undefined : asPaths(asSection(work.root)["directories"]);
  }

  /** The `buf.yaml` at the top, if there is one. */
  get top(): YamlText | undefined {
    return this.files.get("buf.yaml");
  }

  /** The plugins that checks run. */
  get plugins(): readonly unknown[] {
    const { plugins } = this.root;
    return Array.isArray(plugins) ? plugins : [];
  }

  /** The rules of a file; undefined when it is in no module, so that nothing checks it. */
  rulesOf(path: string, kind: CheckKind): RuleSection | undefined {
    if (this.root["version"] === "v2") return this.rulesOfVersion2(path, kind);
    if (this.workFolders?.some((folder) => isWithin(path, folder)) === false) return undefined;
    const own = foldersAround(path).find((folder) => this.files.has(bufYamlIn(folder)));
    const file = own === undefined ? undefined : this.files.get(bufYamlIn(own));
    const isDefault = this.workFolders === undefined && file === undefined;
    const root = asSection(file?.root);
    const excludes = asPaths(asSection(root["build"])["excludes"]).map((folder) => inFolder(own ?? ".", folder));
    if (excludes.some((folder) => isWithin(path, folder))) return undefined;
    const version = typeof root["version"] === "string" ? root["version"] : "v1";
    const section = asSection(root[kind]);
    return { version: isDefault ? "v2" : version, section, file, at: [kind], folder: own ?? "." };
  }

  private rulesOfVersion2(path: string, kind: CheckKind): RuleSection | undefined {
    const modules = modulesOf(this.root);
    const index = modules.findIndex((module) => holds(module, path));
    if (index === -1) return undefined;
    const own = modules[index]?.[kind];
    const at = own === undefined ? [kind] : ["modules", index, kind];
    const section = own ?? asSection(this.root[kind]);
    return { version: "v2", section, file: this.top, at, folder: "." };
  }
}

function bufYamlIn(folder: string): string {
  return folder === "." ? "buf.yaml" : `${folder}/buf.yaml`;
}

/** The folders that a file is in, from the innermost to the top. */
function foldersAround(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("/")), "."];
}

/** A path from the top, of one that starts at a folder. */
export function inFolder(folder: string, path: string): string {
  if (folder === ".") return path;
  return path === "." ? folder : `${folder}/${path}`;
}
