import type { Span } from "@breakwater/schema";
import { compareText } from "./compare-text.ts";

/** One line of buf's `--error-format json`. */
export interface Annotation extends Span {
  /** Path in the input; undefined for something that is no longer there, such as a deleted file. */
  readonly path: string | undefined;
  /** Id of the rule, "COMPILE" for an error of the compiler. */
  readonly type: string;
  readonly message: string;
}

/**
 * Parses what buf prints with `--error-format json`: one object per line.
 * @throws when a line is not such an object, which means that buf's format has changed
 */
export function parseAnnotations(text: string): Annotation[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseAnnotation);
}

function parseAnnotation(line: string): Annotation {
  const value: unknown = JSON.parse(line);
  if (typeof value !== "object" || value === null) throw new Error(`buf printed no annotation: ${line}`);
  const fields = new Map(Object.entries(value));
  const text = (key: string): string | undefined => {
    const field: unknown = fields.get(key);
    return typeof field === "string" ? field : undefined;
  };
  const position = (key: string): number => {
    const field: unknown = fields.get(key);
    return typeof field === "number" ? field : 1;
  };
  const type = text("type");
  const message = text("message");
  if (type === undefined || message === undefined) throw new Error(`buf printed no annotation: ${line}`);
  return {
    path: text("path"),
    startLine: position("start_line"),
    startColumn: position("start_column"),
    endLine: position("end_line"),
    endColumn: position("end_column"),
    type,
    message,
  };
}

/** Annotations of several runs in the order that buf gives those of one: by place, then by rule and message. */
export function sortAnnotations(annotations: readonly Annotation[]): Annotation[] {
  return annotations.toSorted((a, b) => {
    return (
      compareText(a.path ?? "", b.path ?? "") ||
      a.startLine - b.startLine ||
      a.startColumn - b.startColumn ||
      a.endLine - b.endLine ||
      a.endColumn - b.endColumn ||
      compareText(a.type, b.type) ||
      compareText(a.message, b.message)
    );
  });
}
