import type { FileDescriptorProto, SourceCodeInfo_Location } from "@bufbuild/protobuf/wkt";
import { type Element, type ElementKind, elementsOf } from "./element.ts";
import type { Image } from "./image.ts";

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
  private readonly image: Image;
  // All made when first asked for: most checks look at few files of many, and what looks up every one of ten thousand
  // fields must not walk over all of them each time.
  private packages: ReadonlyMap<string, readonly FileDescriptorProto[]> | undefined;
  private readonly names = new Map<string, ReadonlyMap<string, Element>>();
  private readonly byFile = new Map<string, Element[]>();
  private readonly locations = new Map<string, ReadonlyMap<string, SourceCodeInfo_Location>>();
  private readonly children = new Map<string, ReadonlyMap<Element | undefined, Element[]>>();
  private readonly places = new Map<string, Places>();

  constructor(image: Image) {
    this.image = image;
    // In the order of their names, so that nothing depends on who imports whom.
    const files = image.descriptors.file.filter(({ name }) => !image.isImport(name));
    this.files = new Map(files.toSorted(byName).map((file) => [file.name, file]));
  }

  /** Elements of a file, outer before inner; empty for a file that is not there. */
  elementsIn(importPath: string): readonly Element[] {
    const known = this.byFile.get(importPath);
    if (known !== undefined) return known;
    const file = this.files.get(importPath);
    const elements = file === undefined ? [] : elementsOf(file);
    this.byFile.set(importPath, elements);
    return elements;
  }

  /** All elements that are no imports. */
  *elements(): IterableIterator<Element> {
    for (const name of this.files.keys()) yield* this.elementsIn(name);
  }

  /** The element of a kind with a full name. Files share the name of their package: use {@link elementsIn} for them. */
  find(kind: ElementKind, fullName: string): Element | undefined {
    const key = keyOf(kind, fullName);
    // Only the packages are looked into whose name the full name starts with.
    for (const packageName of prefixesOf(fullName)) {
      const found = this.namesIn(packageName)?.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private namesIn(packageName: string): ReadonlyMap<string, Element> | undefined {
    const known = this.names.get(packageName);
    if (known !== undefined) return known;
    this.packages ??= Map.groupBy(this.files.values(), (file) => file.package);
    const files = this.packages.get(packageName);
    if (files === undefined) return undefined;
    const elements = files.flatMap(({ name }) => this.elementsIn(name));
    const names = new Map(elements.map((element) => [keyOf(element.kind, element.fullName), element]));
    this.names.set(packageName, names);
    return names;
  }

  /** Direct children of an element. */
  childrenOf(parent: Element): readonly Element[] {
    const file = parent.file.name;
    const known = this.children.get(file) ?? Map.groupBy(this.elementsIn(file), (element) => element.parent);
    this.children.set(file, known);
    return known.get(parent) ?? [];
  }

  /** The range of a source path of a file, undefined when the image has no source information for it. */
  spanOf(importPath: string, path: readonly number[]): Span | undefined {
    const location = this.locationsIn(importPath).get(path.join());
    return location === undefined ? undefined : toSpan(location.span);
  }

  /**
   * The comment on an element: what stands right before it, or else behind it in the same line; "" where there is none,
   * or the image has no source information. The comment of a file is the one on its `package`.
   */
  commentOf({ kind, file, path }: Element): string {
    // FileDescriptorProto.package is 2.
    const location = this.locationsIn(file.name).get(kind === "file" ? "2" : path.join());
    if (location === undefined) return "";
    return location.leadingComments === "" ? location.trailingComments : location.leadingComments;
  }

  /**
   * The innermost element at a range, and the path of what the range marks in it (the type of a field, say), relative
   * to the element. A range outside of every element belongs to the file.
   */
  at(importPath: string, span: Span): { element: Element; detail: readonly number[] } | undefined {
    const [file] = this.elementsIn(importPath);
    const { elements, paths } = this.placesIn(importPath);
    let element = file;
    let innermost: Span | undefined;
    for (const { element: candidate, span: own } of elements) {
      if (!contains(own, span)) continue;
      // A oneof comes after the fields in it, so the order of elements does not tell which is inside.
      if (innermost !== undefined && !contains(innermost, own)) continue;
      element = candidate;
      innermost = own;
    }
    if (element === undefined) return undefined;
    const { path: around } = element;
    // An option has two locations of one range, "the options" and "the option": the longer path says more.
    const [exact] = (paths.get(spanKey(span)) ?? [])
      .filter((path) => startsWith(path, around))
      .toSorted((one, other) => other.length - one.length);
    return { element, detail: exact?.slice(around.length) ?? [] };
  }

  private locationsIn(importPath: string): ReadonlyMap<string, SourceCodeInfo_Location> {
    const known = this.locations.get(importPath);
    if (known !== undefined) return known;
    const list = this.image.sourcesOf(importPath)?.location ?? [];
    const locations = new Map(list.map((location) => [location.path.join(), location]));
    this.locations.set(importPath, locations);
    return locations;
  }

  private placesIn(importPath: string): Places {
    const known = this.places.get(importPath);
    if (known !== undefined) return known;
    const elements = this.elementsIn(importPath).flatMap((element) => {
      const span = element.kind === "file" ? undefined : this.spanOf(importPath, element.path);
      return span === undefined ? [] : [{ element, span }];
    });
    const paths = new Map<string, (readonly number[])[]>();
    for (const { path, span } of this.locationsIn(importPath).values()) {
      const key = spanKey(toSpan(span));
      const list = paths.get(key);
      if (list === undefined) paths.set(key, [path]);
      else list.push(path);
    }
    const places = { elements, paths };
    this.places.set(importPath, places);
    return places;
  }
}

/** Where everything in a file is. */
interface Places {
  /** All elements but the file that have a place. */
  readonly elements: readonly { readonly element: Element; readonly span: Span }[];
  /** Source paths by the range that they have. */
  readonly paths: ReadonlyMap<string, readonly (readonly number[])[]>;
}

function byName(a: FileDescriptorProto, b: FileDescriptorProto): number {
  return a.name < b.name ? -1 : 1;
}

function spanKey({ startLine, startColumn, endLine, endColumn }: Span): string {
  return `${startLine}:${startColumn}-${endLine}:${endColumn}`;
}

/** A name and those that it starts with, the longest first: "a.b", "a" and "". */
function* prefixesOf(name: string): IterableIterator<string> {
  let rest = name;
  while (rest !== "") {
    yield rest;
    rest = rest.slice(0, Math.max(0, rest.lastIndexOf(".")));
  }
  yield "";
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
