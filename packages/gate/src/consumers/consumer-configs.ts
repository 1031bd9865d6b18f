import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isWithin } from "../path-within.ts";
import { packageFinder } from "./package-finder.ts";
import type { Workspace } from "./walk-workspace.ts";

/**
 * Every tsconfig.json that may have sources of some packages, in the order to try them: those in the packages, then
 * those above them with what they refer to; in a folder the one that editors use first. One that others extend is none.
 * @param folders absolute folders of the packages
 */
export function consumerConfigs(
  { configs, packages }: Pick<Workspace, "configs" | "packages">,
  folders: ReadonlySet<string>,
): string[] {
  const packageOf = packageFinder(packages.map(({ folder }) => folder));
  const isNear = (path: string): boolean => {
    return folders.has(packageOf(path)) || [...folders].some((folder) => isWithin(folder, dirname(path)));
  };
  const all = new Set(configs.filter((path) => folders.has(packageOf(path)) || (isNear(path) && isMain(path))));
  const extended = new Set<string>();
  // What is added while the loop runs is visited by it too.
  for (const path of all) {
    const links = linksOf(path);
    for (const other of links.extends) extended.add(other);
    // A reference to a package that is no consumer has no source of one.
    for (const other of links.references) if (isNear(other)) all.add(other);
  }
  const projects = [...all].filter((path) => isMain(path) || !extended.has(path));
  return projects.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function isMain(path: string): boolean {
  return basename(path) === "tsconfig.json";
}

/** Deeper folders first, and in a folder tsconfig.json. */
function rank(path: string): number {
  return -2 * path.split("/").length - (isMain(path) ? 1 : 0);
}

interface Links {
  readonly references: readonly string[];
  readonly extends: readonly string[];
}

/** The configurations that one names, absolute. */
function linksOf(config: string): Links {
  const value = readJsonWithComments(config);
  if (typeof value !== "object" || value === null) return { references: [], extends: [] };
  const references = "references" in value && Array.isArray(value.references) ? value.references : [];
  const bases: unknown[] = "extends" in value ? [value.extends].flat() : [];
  return {
    references: references.flatMap((reference: unknown) => {
      const isReference = typeof reference === "object" && reference !== null && "path" in reference;
      return isReference ? pathOf(reference.path, config, "/tsconfig.json") : [];
    }),
    // One of an installed package is no project of the workspace.
    extends: bases.flatMap((base) =>
      typeof base === "string" && base.startsWith(".") ? pathOf(base, config, ".json") : [],
    ),
  };
}

function pathOf(link: unknown, config: string, end: string): string[] {
  if (typeof link !== "string") return [];
  const path = resolve(dirname(config), link);
  return [path.endsWith(".json") ? path : `${path}${end}`];
}

// A string stays what it is, a comment goes, and then a comma before a bracket.
const comments = /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g;
const commas = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

function readJsonWithComments(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8").replaceAll(comments, "$1").replaceAll(commas, "$1"));
  } catch {
    // It may not be there; the compiler says what is wrong with it.
    return undefined;
  }
}
