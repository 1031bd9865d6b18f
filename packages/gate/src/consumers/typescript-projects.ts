import type { Node, SourceFile } from "typescript/unstable/ast";
import { getTokenAtPosition } from "typescript/unstable/ast";
import { API, type Project, type Symbol as TypeScriptSymbol } from "typescript/unstable/sync";
import { isOtherCase, stringsBeside } from "./oneof-case.ts";

// This file and `oneof-case.ts` alone know the interface of the pinned TypeScript, which is unstable: another compiler,
// such as the language service of TypeScript 6, can stand in for it here.

/** A place in a source file. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  /** Line from 1. */
  readonly line: number;
  /** Column from 1. */
  readonly column: number;
  /** The line, without the white space around it. */
  readonly text: string;
}

/** Reads projects of TypeScript. */
export interface Projects extends Disposable {
  /**
   * The source files that a tsconfig.json names; absolute.
   * @throws when it cannot be read
   */
  filesOf(config: string): readonly string[];
  /**
   * Gives a project to a function, and lets go of it. It need not compile.
   * @throws when it cannot be opened
   */
  within<Result>(config: string, work: (project: OpenProject) => Result): Result;
}

/** A project with everything that it imports. */
export interface OpenProject {
  /** Absolute paths of all its files, the imported ones too. */
  readonly files: readonly string[];
  /** Text of one of them. */
  textOf(path: string): string;
  /**
   * Where what is declared at an offset is referred to, wherever in the project; with the place itself.
   * @param oneofCase name of the case whose value it is, when it is one
   */
  references(path: string, position: number, oneofCase?: string): readonly Place[];
  /** Where a property at an offset is compared with a string, or is given it; also below `switch`. */
  comparisons(path: string, position: number, value: string): readonly Place[];
}

/**
 * Starts the compiler.
 * @param instead texts that it gets instead of those on the disk, by absolute path
 * @throws when there is none for this platform
 */
export function openProjects(cwd: string, instead: ReadonlyMap<string, string>): Projects {
  const api = new API({ cwd, fs: { readFile: (path) => instead.get(path) } });
  return {
    filesOf: (config) => api.parseConfigFile(config).fileNames,
    within: (config, work) => {
      using snapshot = api.updateSnapshot({ openProjects: [config] });
      const project = snapshot.getProject(config);
      if (project === undefined) throw new Error(`TypeScript does not open ${config}`);
      const result = work(openProject(project));
      api.updateSnapshot({ closeProjects: [config] });
      return result;
    },
    [Symbol.dispose]: () => api.close(),
  };
}

function openProject(project: Project): OpenProject {
  const sourceOf = (path: string): SourceFile => {
    const source = project.program.getSourceFile(path);
    if (source === undefined) throw new Error(`TypeScript has no ${path} in ${project.configFileName}`);
    return source;
  };
  const nodesOf = (path: string, position: number): Node[] => {
    const node = getTokenAtPosition(sourceOf(path), position);
    const symbols = project.checker.getReferencedSymbolsForNode(node, position);
    return symbols.flatMap(({ references }) => references.flatMap((handle) => handle.resolve(project) ?? []));
  };
  return {
    files: project.program.getSourceFileNames(),
    textOf: (path) => sourceOf(path).text,
    references: (path, position, oneofCase) => {
      const nodes = nodesOf(path, position);
      const symbols = project.checker.getSymbolAtLocation(nodes);
      return nodes
        .filter((_, index) => !isDeclaredBeside(symbols[index], { path, position, project }))
        .filter((node) => oneofCase === undefined || !isOtherCase(node, oneofCase))
        .map(placeOf);
    },
    comparisons: (path, position, value) => {
      return nodesOf(path, position)
        .flatMap((node) => stringsBeside(node, value))
        .map(placeOf);
    },
  };
}

/**
 * Whether a symbol is declared in a module, and not at a place in it: all cases of a oneof have a `value`, and a
 * reference to one of them counts as one to each.
 */
function isDeclaredBeside(
  symbol: TypeScriptSymbol | undefined,
  { path, position, project }: { readonly path: string; readonly position: number; readonly project: Project },
): boolean {
  const nodes = symbol?.declarations.flatMap((handle) => handle.resolve(project) ?? []) ?? [];
  const inModule = nodes.filter((node) => node.getSourceFile().fileName === path);
  return inModule.length > 0 && !inModule.some((node) => node.pos <= position && position < node.end);
}

function placeOf(node: Node): Place {
  const source = node.getSourceFile();
  const start = node.getStart(source);
  const { text } = source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", start);
  return {
    path: source.fileName,
    line: text.slice(0, start).split("\n").length,
    column: start - lineStart + 1,
    text: text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).trim(),
  };
}
