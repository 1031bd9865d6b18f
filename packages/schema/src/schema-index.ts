import type { FileDescriptorProto, FileDescriptorSet, SourceCodeInfo_Location } from "@bufbuild/protobuf/wkt";
import { type Element, type ElementKind, elementsOf } from "./element.ts";
import { isImport } from "./image.ts";

/** A range in a source file. Lines and columns start at 1, the end column is the one after the last character. */
export interface Span {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Looks up the elements of an image by name, by place, and by the element around them. */
export class SchemaIndex {
  /** Files that are not imports, by import path. */
  readonly files: ReadonlyMap<string, FileDescriptorProto>;
  private readonly byName = new Map<string, Element>();
  private readonly byFile = new Map<string, Element[]>();
  private readonly children = new Map<Element, Placed[]>();
  private readonly spans = new Map<string, ReadonlyMap<string, Span>>();
  /** Paths of what has a range, by file and range. */
  private readonly pathsAt = new Map<string, ReadonlyMap<string, readonly (readonly number[])[]>>();

  constructor(image: FileDescriptorSet) {
    this.files = new Map(image.file.filter((file) => !isImport(file)).map((file) => [file.name, file]));
    for (const file of this.files.values()) {
      const elements = elementsOf(file);
      this.byFile.set(file.name, elements);
      const locations = file.sourceCodeInfo?.location ?? [];
      const spans = new Map(locations.map(({ path, span }) => [path.join(), toSpan(span)]));
      this.spans.set(file.name, spans);
      this.pathsAt.set(file.name, groupPaths(locations));
      for (const element of elements) {
        this.byName.set(keyOf(element.kind, element.fullName), element);
        if (element.parent === undefined) continue;
        const placed = { element, span: spans.get(element.path.join()) };
        const siblings = this.children.get(element.parent);
        if (siblings === undefined) this.children.set(element.parent, [placed]);
        else siblings.push(placed);
      }
    }
  }

  /** Elements of a file, outer before inner; empty for a file that is not there. */
  elementsIn(importPath: string): readonly Element[] {
    return this.byFile.get(importPath) ?? [];
  }

  /** All elements that are no imports. */
  *elements(): IterableIterator<Element> {
    for (const elements of this.byFile.values()) yield* elements;
  }

  /** The element of a kind with a full name. Files share the name of their package: use {@link elementsIn} for them. */
  find(kind: ElementKind, fullName: string): Element | undefined {
    return this.byName.get(keyOf(kind, fullName));
  }

  /** Direct children of an element. */
  childrenOf(parent: Element): Element[] {
    return (this.children.get(parent) ?? []).map(({ element }) => element);
  }

  /** The range of a source path of a file, undefined when the image has no source information for it. */
  spanOf(importPath: string, path: readonly number[]): Span | undefined {
    return this.spans.get(importPath)?.get(path.join());
  }

  /**
   * The innermost element at a range, and the path of what the range marks in it (the type of a field, say), relative
   * to the element. A range outside of every element belongs to the file.
   */
  at(importPath: string, span: Span): { element: Element; detail: readonly number[] } | undefined {
    const [file] = this.elementsIn(importPath);
    if (file === undefined) return undefined;
    let element = file;
    for (let inner = this.childAt(file, span); inner !== undefined; inner = this.childAt(inner, span)) element = inner;
    const paths = this.pathsAt.get(importPath)?.get(textOf(span)) ?? [];
    // An option has two locations of one range, "the options" and "the option": the longer path says more.
    const [exact] = paths
      .filter((path) => startsWith(path, element.path))
      .toSorted((one, other) => other.length - one.length);
    return { element, detail: exact?.slice(element.path.length) ?? [] };
  }

  private childAt(parent: Element, span: Span): Element | undefined {
    let innermost: (Placed & { readonly span: Span }) | undefined;
    for (const { element, span: own } of this.children.get(parent) ?? []) {
      if (own === undefined || !contains(own, span)) continue;
      // A oneof and the fields in it are children of one message.
      if (innermost === undefined || contains(innermost.span, own)) innermost = { element, span: own };
    }
    return innermost?.element;
  }
}

/** An element and where it is, undefined when the image has no source information for it. */
interface Placed {
  readonly element: Element;
  readonly span: Span | undefined;
}

function groupPaths(locations: readonly SourceCodeInfo_Location[]): Map<string, (readonly number[])[]> {
  const paths = new Map<string, (readonly number[])[]>();
  for (const { path, span } of locations) {
    const text = textOf(toSpan(span));
    const known = paths.get(text);
    if (known === undefined) paths.set(text, [path]);
    else known.push(path);
  }
  return paths;
}

function textOf({ startLine, startColumn, endLine, endColumn }: Span): string {
  return [startLine, startColumn, endLine, endColumn].join();
}

function keyOf(kind: ElementKind, fullName: string): string {
  return `${kind} ${fullName}`;
}

// SourceCodeInfo.Location.span: start line, start column, end line unless it is the start line, end column; from 0.
function toSpan(span: readonly number[]): Span {
  const [startLine = 0, startColumn = 0, third = 0, fourth] = span;
  const [endLine, endColumn] = fourth === undefined ? [startLine, third] : [third, fourth];
  return {
    startLine: startLine + 1,
    startColumn: startColumn + 1,
    endLine: endLine + 1,
    endColumn: endColumn + 1,
  };
}

function contains(outer: Span, inner: Span): boolean {
  const startsBefore =
    outer.startLine < inner.startLine ||
    (outer.startLine === inner.startLine && outer.startColumn <= inner.startColumn);
  const endsAfter =
    outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return startsBefore && endsAfter;
}

function startsWith(path: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((part, index) => path[index] === part);
}
