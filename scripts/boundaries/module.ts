import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { type Program, Visitor, parseSync } from "oxc-parser";
import { isTest } from "../repository/is-test.ts";
import { lineOf } from "../repository/line-of.ts";
import type { WorkspacePackage } from "./workspace.ts";

/** What a module imports. */
export type Target =
  | { readonly kind: "relative"; readonly path: string; readonly folder: string }
  | {
      readonly kind: "workspace";
      readonly folder: string;
      readonly path: string | undefined;
      readonly exported: boolean;
    }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "npm"; readonly name: string };

/** One import, export-from, dynamic import or `import("…")` type of a module. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly target: Target;
}

/** A TypeScript file and what the rules ask about it. */
export interface Module {
  /** Path relative to the repository, with `/`. */
  readonly path: string;
  /** Folder of the package that it belongs to; empty for the root package, which holds `scripts/`. */
  readonly folder: string;
  /** Whether it only runs in tests. */
  readonly isTest: boolean;
  readonly imports: readonly Import[];
  /** Lines of `export * from`. */
  readonly starExports: readonly number[];
  /** Lines that use the global `process`. */
  readonly processUses: readonly number[];
}

/** Parses the module at `path` (relative to `root`). Throws when it has a syntax error. */
export function readModule(root: string, path: string, packages: readonly WorkspacePackage[]): Module {
  const text = readFileSync(join(root, path), "utf8");
  const { program, module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  const requests: { specifier: string; start: number }[] = [];
  const starExports: number[] = [];
  for (const { moduleRequest } of module.staticImports) requests.push(requestOf(moduleRequest));
  for (const { entries } of module.staticExports) {
    const [request] = entries.flatMap((entry) => entry.moduleRequest ?? []);
    if (request !== undefined) requests.push(requestOf(request));
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^["'`](.*)["'`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (literal !== undefined) requests.push({ specifier: literal, start: moduleRequest.start });
  }
  new Visitor({
    ExportAllDeclaration: ({ exported, start }) => {
      if (exported === null) starExports.push(lineOf(text, start));
    },
    TSImportType: ({ source }) => requests.push({ specifier: source.value, start: source.start }),
  }).visit(program);
  const folder = folderOf(path, packages);
  return {
    path,
    folder,
    isTest: isTest(path),
    imports: requests.map(({ specifier, start }) => ({
      specifier,
      line: lineOf(text, start),
      target: resolve(specifier, path, packages),
    })),
    starExports,
    processUses: processUses(program).map((offset) => lineOf(text, offset)),
  };
}

function requestOf({ value, start }: { value: string; start: number }): { specifier: string; start: number } {
  return { specifier: value, start };
}

function folderOf(path: string, packages: readonly WorkspacePackage[]): string {
  return packages.find(({ folder }) => path.startsWith(`${folder}/`))?.folder ?? "";
}

function resolve(specifier: string, from: string, packages: readonly WorkspacePackage[]): Target {
  if (specifier.startsWith(".")) {
    const path = posix.join(posix.dirname(from), specifier);
    return { kind: "relative", path, folder: folderOf(path, packages) };
  }
  if (isBuiltin(specifier)) return { kind: "builtin", name: specifier.replace(/^node:/, "") };
  for (const { name, folder, entries } of packages) {
    if (specifier !== name && !specifier.startsWith(`${name}/`)) continue;
    const subpath = `.${specifier.slice(name.length)}`;
    return { kind: "workspace", folder, path: entries.get(subpath), exported: entries.has(subpath) };
  }
  const parts = specifier.split("/");
  return { kind: "npm", name: parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
}

/** Offsets of the global `process`; a property or key of that name is something else, except on `globalThis`. */
function processUses(program: Program): number[] {
  const found = new Set<number>();
  const other = new Set<number>();
  new Visitor({
    Identifier: ({ name, start }) => {
      if (name === "process") found.add(start);
    },
    MemberExpression: ({ object, property, computed }) => {
      const isGlobal = object.type === "Identifier" && object.name === "globalThis";
      if (!computed && !isGlobal) other.add(property.start);
    },
    Property: ({ key, shorthand }) => {
      if (!shorthand) other.add(key.start);
    },
    MethodDefinition: ({ key }) => other.add(key.start),
    PropertyDefinition: ({ key }) => other.add(key.start),
    TSPropertySignature: ({ key }) => other.add(key.start),
    TSMethodSignature: ({ key }) => other.add(key.start),
  }).visit(program);
  return [...found].filter((offset) => !other.has(offset)).toSorted((a, b) => a - b);
}
