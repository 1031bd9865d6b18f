import type { PathTemplate, Segment, Variable } from "./path-template.ts";

/** What a path fills the fields of a request with, by field path. */
export type Bound = ReadonlyMap<string, string>;

/**
 * Matches a path, without query, against a template. A template without a verb takes a colon in the last part for text.
 * @returns the values of the variables, percent-decoded as http.proto says; undefined when the path does not match
 */
export function matchPath(template: PathTemplate, path: string): Bound | undefined {
  const parts = splitPath(path, template.verb);
  if (parts === undefined) return undefined;
  const { segments, variables } = template;
  const hasRest = segments.at(-1)?.kind === "**";
  if (hasRest ? parts.length < segments.length - 1 : parts.length !== segments.length) return undefined;
  if (!segments.every((segment, index) => segment.kind === "**" || matchesOne(segment, parts[index]))) return undefined;
  return new Map(variables.map((variable) => [variable.field, valueOf(template, variable, parts)]));
}

/** What wildcards of a template become in a path: each is the text, and "**" is it so many times. */
interface Filling {
  readonly text: string;
  readonly rest: number;
}

/** A path that the template matches. */
export function samplePath(template: PathTemplate, { text, rest }: Filling): string {
  const parts = template.segments.flatMap((segment) => {
    if (segment.kind === "literal") return [segment.text];
    return Array.from({ length: segment.kind === "*" ? 1 : rest }, () => text);
  });
  return withVerb(parts, template.verb);
}

/** A path that both templates match; undefined when there is none with this filling. */
export function commonPath(one: PathTemplate, other: PathTemplate, { text, rest }: Filling): string | undefined {
  const length = Math.max(fixedLength(one), fixedLength(other));
  const bothRest = [one, other].every(({ segments }) => segments.at(-1)?.kind === "**");
  const parts: string[] = [];
  for (let index = 0; index < length + (bothRest ? rest : 0); index++) {
    const literal = [one, other].map(({ segments }) => segments[index]).find((segment) => segment?.kind === "literal");
    parts.push(literal?.text ?? text);
  }
  const path = withVerb(parts, one.verb ?? other.verb);
  return [one, other].every((template) => matchPath(template, path) !== undefined) ? path : undefined;
}

/**
 * Whether each path of `inner` matches `outer` too and fills the same fields with the same text.
 * @param rename gives the name that a field of `inner` has in `outer`
 */
export function covers(outer: PathTemplate, inner: PathTemplate, rename: (field: string) => string): boolean {
  return coversPath(outer, inner) && coversFields(outer, inner, rename);
}

/** Whether each path of `inner` matches `outer` too, whatever fields it fills. */
export function coversPath(outer: PathTemplate, inner: PathTemplate): boolean {
  if (outer.verb !== inner.verb) return false;
  const hasRest = outer.segments.at(-1)?.kind === "**";
  const innerHasRest = inner.segments.at(-1)?.kind === "**";
  if (innerHasRest && !hasRest) return false;
  if (hasRest ? fixedLength(inner) < fixedLength(outer) : inner.segments.length !== outer.segments.length) return false;
  return outer.segments.every((segment, index) => {
    const own = inner.segments[index];
    if (segment.kind === "**") return true;
    if (segment.kind === "*") return own?.kind === "literal" || own?.kind === "*";
    return own?.kind === "literal" && decode(own.text) === decode(segment.text);
  });
}

function coversFields(outer: PathTemplate, inner: PathTemplate, rename: (field: string) => string): boolean {
  // With "**" in the inner template paths have any length; without, its own.
  const length = inner.segments.at(-1)?.kind === "**" ? Infinity : inner.segments.length;
  const rangeOf = (template: PathTemplate, { start, end }: Variable): string => {
    return `${start} ${template.segments[end - 1]?.kind === "**" ? length : end}`;
  };
  const ranges = new Map(outer.variables.map((variable) => [variable.field, rangeOf(outer, variable)]));
  if (ranges.size !== inner.variables.length) return false;
  return inner.variables.every((variable) => ranges.get(rename(variable.field)) === rangeOf(inner, variable));
}

function fixedLength({ segments }: PathTemplate): number {
  return segments.at(-1)?.kind === "**" ? segments.length - 1 : segments.length;
}

function splitPath(path: string, verb: string | undefined): string[] | undefined {
  if (!path.startsWith("/")) return undefined;
  const suffix = verb === undefined ? "" : `:${verb}`;
  if (!path.endsWith(suffix)) return undefined;
  const plain = path.slice(1, path.length - suffix.length);
  return plain === "" ? [] : plain.split("/");
}

function withVerb(parts: readonly string[], verb: string | undefined): string {
  return `/${parts.join("/")}${verb === undefined ? "" : `:${verb}`}`;
}

function matchesOne(segment: Segment, part: string | undefined): boolean {
  if (part === undefined || part === "") return false;
  return segment.kind !== "literal" || decode(segment.text) === decode(part);
}

function valueOf({ segments }: PathTemplate, { start, end }: Variable, parts: readonly string[]): string {
  const isRest = segments[end - 1]?.kind === "**";
  const own = parts.slice(start, isRest ? undefined : end);
  if (end - start === 1 && segments[start]?.kind === "*") return decode(own.join("/"));
  // A slash in a value of several parts stays encoded, or it would look like the slash between two.
  return own
    .map((part) =>
      part
        .split(/(%2f)/i)
        .map((text) => (/^%2f$/i.test(text) ? text : decode(text)))
        .join(""),
    )
    .join("/");
}

/** Percent-decodes; what is no valid encoding stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
