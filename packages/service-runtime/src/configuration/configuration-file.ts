import { readFileSync } from "node:fs";
import { LineCounter, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** What a configuration file says, and what is wrong with it. */
export interface ConfigurationFile {
  /** Texts by key, each with its line. */
  readonly entries: ReadonlyMap<string, { readonly text: string; readonly line: number }>;
  /** Faults for people, each naming file and line. */
  readonly faults: readonly string[];
}

/** What stands in for a file that nobody names. */
export const noFile: ConfigurationFile = { entries: new Map(), faults: [] };

/**
 * Reads a configuration file: YAML, or JSON, which is YAML too, with a mapping of keys to texts, numbers, true or false,
 * or lists of them. A file that cannot be read or understood has faults and no entries.
 */
export function readConfigurationFile(path: string): ConfigurationFile {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...noFile, faults: [`The configuration file ${path} cannot be read: ${reason}.`] };
  }
  return parseConfigurationFile(content, path);
}

function parseConfigurationFile(content: string, path: string): ConfigurationFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const at = (offset: number): string => `${path}:${Math.max(lines.linePos(offset).line, 1)}`;
  if (error !== undefined) {
    return { ...noFile, faults: [`${at(error.pos[0])} is not YAML: ${error.message.split("\n", 1)[0]}.`] };
  }
  const { contents } = document;
  if (contents === null) return noFile;
  if (!isMap(contents))
    return { ...noFile, faults: [`${at(0)}: a configuration file is a mapping of keys to values.`] };
  const entries = new Map<string, { text: string; line: number }>();
  const faults: string[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : "";
    const offset = isScalar(key) ? key.range[0] : 0;
    const text = textOf(value);
    if (text === undefined)
      faults.push(`${at(offset)}: "${name}" must be a text, a number, true, false or a list of them.`);
    else entries.set(name, { text, line: lines.linePos(offset).line });
  }
  return { entries, faults };
}

/** The text of a scalar as it is written, or of a list; undefined for anything else. */
function textOf(node: unknown): string | undefined {
  if (isScalar(node)) return node.value === null ? "" : (node.source ?? "");
  if (!isSeq(node)) return undefined;
  const parts = node.items.map(textOf);
  return parts.every((part) => part !== undefined) ? parts.join(",") : undefined;
}
