import { type Document, LineCounter, isNode, isPair, parseDocument, visit } from "yaml";
import { type Spot, spotAt } from "./loosening.ts";

// Aliases that would expand without end have no value.
function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

/** Where in a file something is: keys and list positions from the top. */
export type YamlPath = readonly (string | number)[];

/** A YAML file whose parts can be found again in its text. A file that is no YAML has no parts. */
export class YamlText {
  readonly path: string;
  readonly root: unknown;
  private readonly document: Document.Parsed;
  private readonly counter = new LineCounter();
  private readonly lines: readonly string[];

  constructor(path: string, text: string) {
    this.path = path;
    this.lines = text.split(/\r?\n/);
    this.document = parseDocument(text, { lineCounter: this.counter, prettyErrors: false, uniqueKeys: false });
    this.root = this.document.errors.length > 0 ? undefined : valueOf(this.document);
  }

  /** The line where a part starts, its key included; undefined when there is no such part. */
  spotOf(at: YamlPath): Spot | undefined {
    const offset = this.offsetOf(at);
    return offset === undefined ? undefined : spotAt(this.path, this.lines, this.counter.linePos(offset).line);
  }

  private offsetOf(at: YamlPath): number | undefined {
    const node = at.length === 0 ? this.document.contents : this.document.getIn(at, true);
    if (!isNode(node)) return undefined;
    let offset = node.range?.[0] ?? 0;
    // The key before the value is what people look for.
    visit(this.document, {
      Pair: (_, pair) => {
        if (isPair(pair) && pair.value === node && isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      },
    });
    return offset;
  }
}
