import { declarationOf, type Element, type SchemaIndex } from "@breakwater/schema";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the sources of an image are: its folder, and the path of each file in it by import path. */
export interface SourceFolder {
  readonly folder: string;
  readonly paths: ReadonlyMap<string, string>;
}

/** More lines than this of one statement are not shown. */
const statementLines = 8;

/** Gives the source lines of elements. An image without sources gets its declarations written from the descriptors. */
export class SourceText {
  private readonly index: SchemaIndex;
  private readonly sources: SourceFolder | undefined;
  private readonly cache = new Map<string, readonly string[]>();

  constructor(index: SchemaIndex, sources: SourceFolder | undefined) {
    this.index = index;
    this.sources = sources;
  }

  /**
   * The lines of an element, or of a detail in it such as a field's type, joined by "\n" and without the common
   * indentation. Of a message, enum, service or oneof it is the line that opens it; of a file the package statement.
   */
  linesOf(element: Element, detail: readonly number[] = []): string {
    const importPath = element.file.name;
    const own = element.kind === "file" ? packagePath : element.path;
    const exact = detail.length === 0 ? own : [...element.path, ...detail];
    const span = this.index.spanOf(importPath, exact) ?? this.index.spanOf(importPath, own);
    const lines = this.lines(importPath);
    if (span === undefined || lines === undefined) return declarationOf(element);
    const isBlock = blockKinds.has(element.kind) && detail.length === 0;
    const last = isBlock ? span.startLine : Math.min(span.endLine, span.startLine + statementLines - 1);
    return dedent(lines.slice(span.startLine - 1, last));
  }

  private lines(importPath: string): readonly string[] | undefined {
    const path = this.sources?.paths.get(importPath);
    if (this.sources === undefined || path === undefined) return undefined;
    const known = this.cache.get(path);
    if (known !== undefined) return known;
    const lines = readFileSync(join(this.sources.folder, path), "utf8").split(/\r?\n/);
    this.cache.set(path, lines);
    return lines;
  }
}

// FileDescriptorProto.package
const packagePath = [2];

const blockKinds: ReadonlySet<Element["kind"]> = new Set(["message", "enum", "service", "oneof"]);

function dedent(lines: readonly string[]): string {
  const margins = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins, Number.MAX_SAFE_INTEGER);
  return lines
    .map((line) => line.slice(margin).trimEnd())
    .join("\n")
    .trim();
}
