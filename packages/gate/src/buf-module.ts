import { isWithin } from "./path-within.ts";

/** A mapping of a YAML file. */
export type Section = Readonly<Record<string, unknown>>;

/** A module of a `buf.yaml` of version 2; paths start at the file. */
export interface ModuleConfig {
  readonly path: string;
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  readonly lint?: Section | undefined;
  readonly breaking?: Section | undefined;
}

/** The modules of a `buf.yaml` of version 2; without a list it is one module at the top. */
export function modulesOf(root: Section): ModuleConfig[] {
  const modules = Array.isArray(root["modules"]) ? root["modules"].map(asSection) : [{}];
  return modules.map((module) => ({
    path: cleanPath(typeof module["path"] === "string" ? module["path"] : "."),
    includes: asPaths(module["includes"]),
    excludes: asPaths(module["excludes"]),
    lint: module["lint"] === undefined ? undefined : asSection(module["lint"]),
    breaking: module["breaking"] === undefined ? undefined : asSection(module["breaking"]),
  }));
}

/** Whether a file belongs to a module. */
export function holds(module: ModuleConfig, path: string): boolean {
  if (!isWithin(path, module.path)) return false;
  if (module.includes.length > 0 && !module.includes.some((folder) => isWithin(path, folder))) return false;
  return !module.excludes.some((folder) => isWithin(path, folder));
}

/** The texts of a list, as paths without "." and empty parts; none for anything else. */
export function asPaths(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string").map(cleanPath) : [];
}

/** A mapping, empty for anything else. */
export function asSection(value: unknown): Section {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function cleanPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "." : parts.join("/");
}
