import { readFileSync } from "node:fs";
import { type GeneratedName, isGeneratedText, readGenerated } from "./generated-names.ts";
import { packageFinder } from "./package-finder.ts";
import type { OpenProject, Place, Projects } from "./typescript-projects.ts";

/** What to look for, and where. It goes from one process to another as JSON. */
export interface UsesRequest {
  /** Folder to start the compiler in, absolute. */
  readonly folder: string;
  /** Each tsconfig.json that may have sources of consumers, absolute, in the order to try them. */
  readonly configs: readonly string[];
  /** Folders of all packages, absolute: a source belongs to the innermost one. */
  readonly packages: readonly string[];
  /** Folders of those whose sources are of interest. */
  readonly consumers: readonly string[];
  /** Names of the packages with generated code, as sources import them. */
  readonly names: readonly string[];
  /** What to look for: names, by the schema file that has them. */
  readonly wanted: Readonly<Record<string, readonly GeneratedName[]>>;
  /** Texts to read instead of those on the disk, by absolute path. */
  readonly instead: Readonly<Record<string, string>>;
  /** Milliseconds after which no other project is opened. */
  readonly budget: number;
}

/** What was found. */
export interface UsesAnswer {
  /** The uses of each name that some project declares; those in generated code do not count. */
  readonly uses: Readonly<Record<GeneratedName, readonly Place[]>>;
  /** Each tsconfig.json that was looked at, in order. */
  readonly projects: readonly string[];
  /** Sources of consumers that are in them. */
  readonly sources: readonly string[];
  /** Generated code in them that declares what was looked for. */
  readonly code: readonly string[];
  readonly left: readonly Left[];
}

/** What was not looked at. */
export interface Left {
  /** Absolute path of a tsconfig.json, or of a source. */
  readonly path: string;
  /** For people. */
  readonly reason: string;
}

/**
 * Looks for uses in each project that has sources of consumers, one after the other: a project that has no source of
 * its own that another has not is left out. Where two projects see the same use it is one.
 */
export function findUses(request: UsesRequest, projects: Projects): UsesAnswer {
  const { configs, budget } = request;
  const isSource = sourcesOf(request);
  const sources = new Set<string>();
  const looked: string[] = [];
  const left: Left[] = [];
  const found: Found = { uses: new Map(), code: new Set() };
  const start = performance.now();
  for (const config of configs) {
    try {
      const own = projects.filesOf(config).filter((path) => !sources.has(path) && isSource(path));
      if (own.length === 0) continue;
      if (performance.now() - start > budget) {
        left.push({ path: config, reason: "there was no time left" });
        continue;
      }
      const isBlind = projects.within(config, (project) => {
        lookIn(project, request.wanted, found);
        return (
          !project.files.some(isModule) && own.some((path) => importsCode(readFileSync(path, "utf8"), request.names))
        );
      });
      if (isBlind) left.push({ path: config, reason: "what it imports is not installed" });
      for (const path of own) sources.add(path);
      looked.push(config);
    } catch (error) {
      left.push({ path: config, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const uses = [...found.uses].map(([name, places]) => [name, [...places.values()].toSorted(inOrder)] as const);
  return { uses: Object.fromEntries(uses), projects: looked, sources: [...sources], code: [...found.code], left };
}

/** Whether a file is named like generated code. */
function isModule(path: string): boolean {
  return /_pb(\.d)?\.[cm]?ts$/.test(path);
}

/**
 * Whether the text of a source imports generated code, as far as the text shows.
 * @param names names of the packages that have it
 */
export function importsCode(text: string, names: readonly string[]): boolean {
  return /_pb(\.[jt]s)?["']/.test(text) || names.some((name) => text.includes(`"${name}`) || text.includes(`'${name}`));
}

interface Found {
  /** Places by what says where they are. */
  readonly uses: Map<GeneratedName, Map<string, Place>>;
  readonly code: Set<string>;
}

/** Whether a file is a source of a consumer: written by people, and in one of its packages. */
function sourcesOf({ packages, consumers }: UsesRequest): (path: string) => boolean {
  const packageOf = packageFinder(packages);
  const wanted = new Set(consumers);
  return (path) => {
    if (/\.d\.[cm]?ts$/.test(path) || !wanted.has(packageOf(path))) return false;
    return !isGeneratedText(readFileSync(path, "utf8"));
  };
}

function lookIn(project: OpenProject, wanted: UsesRequest["wanted"], found: Found): void {
  const generated = new Map<string, boolean>();
  const isWritten = ({ path }: Place): boolean => {
    const known = generated.get(path) ?? isGeneratedText(project.textOf(path));
    generated.set(path, known);
    return !known;
  };
  const sources = Object.keys(wanted);
  const modules = new RegExp(`/(${sources.map(stemOf).join("|")})_pb(\\.d)?\\.[cm]?ts$`);
  for (const path of project.files.filter((file) => modules.test(file))) {
    const text = project.textOf(path);
    const code = readGenerated(text);
    const names = new Set(wanted[code?.source ?? ""]);
    for (const { name, position } of code?.declarations ?? []) {
      if (!names.has(name)) continue;
      const places = found.uses.get(name) ?? new Map<string, Place>();
      found.uses.set(name, places);
      found.code.add(path);
      const uses = usesOf(project, path, { text, position });
      for (const use of uses.filter(isWritten)) places.set(`${use.path}:${use.line}:${use.column}`, use);
    }
  }
}

function stemOf(source: string): string {
  return source.replace(/\.proto$/, "").replaceAll(/[^\w/]/g, String.raw`\$&`);
}

// A field of a oneof is `value`, and its name stands in the property behind it.
const oneofCase = /value: [^;]*;\s*case: "(?<name>\w+)"/y;

function usesOf(
  project: OpenProject,
  path: string,
  { text, position }: { readonly text: string; readonly position: number },
): readonly Place[] {
  oneofCase.lastIndex = position;
  const name = oneofCase.exec(text)?.groups?.["name"];
  if (name === undefined) return project.references(path, position);
  const cases = project.comparisons(path, text.lastIndexOf("case", oneofCase.lastIndex), name);
  return [...project.references(path, position, name), ...cases];
}

function inOrder(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
