/** One part of a path between slashes: fixed text, exactly one part, or all that follow. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "*" }
  | { readonly kind: "**" };

/** A part of a path that fills a field of the request. */
export interface Variable {
  /** Path of the field: "book.name". */
  readonly field: string;
  /** Index of its first segment, and the one after its last. */
  readonly start: number;
  readonly end: number;
}

/** A path template of google.api.http, variables flattened to the segments they cover. */
export interface PathTemplate {
  readonly segments: readonly Segment[];
  readonly variables: readonly Variable[];
  /** What follows the last colon: "cancel" of "/v1/{name=jobs/*}:cancel". */
  readonly verb: string | undefined;
}

/** A template, or what is wrong with the text. */
export type ParsedTemplate =
  | { readonly ok: true; readonly template: PathTemplate }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses a path template by the grammar in google/api/http.proto. "/" alone, which the grammar leaves out and gateways
 * serve, is the template without segments.
 */
export function parsePathTemplate(text: string): ParsedTemplate {
  try {
    return { ok: true, template: new Reader(text).read() };
  } catch (error) {
    if (error instanceof MalformedTemplate) return { ok: false, problem: error.message };
    throw error;
  }
}

/** Writes a template so that it parses to the same; a variable of one part is written without its pattern. */
export function printPathTemplate({ segments, variables, verb }: PathTemplate): string {
  const parts: string[] = [];
  for (let index = 0; index < segments.length; index++) {
    const variable = variables.find(({ start }) => start === index);
    if (variable === undefined) {
      parts.push(...segments.slice(index, index + 1).map(segmentText));
      continue;
    }
    const pattern = segments.slice(index, variable.end).map(segmentText).join("/");
    parts.push(pattern === "*" ? `{${variable.field}}` : `{${variable.field}=${pattern}}`);
    index = variable.end - 1;
  }
  return `/${parts.join("/")}${verb === undefined ? "" : `:${verb}`}`;
}

function segmentText(segment: Segment): string {
  return segment.kind === "literal" ? segment.text : segment.kind;
}

class MalformedTemplate extends Error {}

// Reserved characters must be percent-encoded in a literal.
const literalPattern = /^[^\s\p{Cc}/:{}*?#]+$/u;
const fieldPattern = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

class Reader {
  private readonly text: string;
  private position = 0;
  private readonly segments: Segment[] = [];
  private readonly variables: Variable[] = [];

  constructor(text: string) {
    this.text = text;
  }

  read(): PathTemplate {
    if (!this.take("/")) throw new MalformedTemplate('it does not start with "/"');
    if (this.isAtEnd()) return { segments: [], variables: [], verb: undefined };
    do {
      if (this.take("{")) this.variable();
      else this.segment("/:{}");
    } while (this.take("/"));
    const verb = this.verb();
    const rest = this.segments.findIndex(({ kind }) => kind === "**");
    if (rest !== -1 && rest < this.segments.length - 1) {
      throw new MalformedTemplate('"**" is not the last part of the path');
    }
    return { segments: this.segments, variables: this.variables, verb };
  }

  private variable(): void {
    const field = this.until("=}");
    if (!fieldPattern.test(field)) throw new MalformedTemplate(`"${field}" is no path of a field`);
    if (this.variables.some((other) => other.field === field)) {
      throw new MalformedTemplate(`"${field}" is bound twice`);
    }
    const start = this.segments.length;
    if (this.take("=")) {
      do this.segment("/:{}");
      while (this.take("/"));
    } else this.segments.push({ kind: "*" });
    if (!this.take("}")) throw new MalformedTemplate(`the variable "${field}" is not closed by "}"`);
    this.variables.push({ field, start, end: this.segments.length });
  }

  private segment(end: string): void {
    const text = this.until(end);
    if (text === "*" || text === "**") this.segments.push({ kind: text });
    else if (literalPattern.test(text)) this.segments.push({ kind: "literal", text });
    else throw new MalformedTemplate(`"${text}" is no part of a path`);
  }

  private verb(): string | undefined {
    if (this.isAtEnd()) return undefined;
    if (!this.take(":")) throw new MalformedTemplate(`"${this.text.slice(this.position)}" follows where "/" should`);
    const verb = this.until("");
    if (!literalPattern.test(verb)) throw new MalformedTemplate(`"${verb}" is no verb`);
    return verb;
  }

  /** Reads up to one of these characters or the end. */
  private until(end: string): string {
    const start = this.position;
    while (!this.isAtEnd() && !end.includes(this.text.charAt(this.position))) this.position += 1;
    return this.text.slice(start, this.position);
  }

  private take(character: string): boolean {
    if (this.text.charAt(this.position) !== character) return false;
    this.position += 1;
    return true;
  }

  private isAtEnd(): boolean {
    return this.position >= this.text.length;
  }
}
