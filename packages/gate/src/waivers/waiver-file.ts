import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { GateError } from "../gate-error.ts";
import { nearestWord } from "../nearest-word.ts";
import { type Waiver, waiverKeys } from "./waiver.ts";
import { problemOf } from "./waiver-problem.ts";

/** Name of the file with the waivers of a team, at the top of a tree. */
export const waiverFileName = "breakwater.waivers.yaml";

/** What stands in for a file that is not there. */
const emptyText = "version: 1\nwaivers: []\n";

/**
 * Reads the waivers of the tree in `folder`: `breakwater.waivers.yaml` with `version: 1` and a list `waivers`.
 * @param label what the tree is, for messages
 * @throws {GateError} with outcome "usage" when the file is no such list; a single waiver that is wrong has a `problem`
 */
export function readWaivers(folder: string, label: string): Waiver[] {
  const path = join(folder, waiverFileName);
  return parseWaivers(existsSync(path) ? readFileSync(path, "utf8") : emptyText, label);
}

/** Parses the text of a waiver file; see {@link readWaivers}. */
export function parseWaivers(text: string, label: string): Waiver[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fault = (offset: number, what: string): GateError => {
    const { line } = lines.linePos(offset);
    return new GateError("usage", `${waiverFileName}:${Math.max(line, 1)} of ${label} ${what}`);
  };
  const [error] = document.errors;
  if (error !== undefined) throw fault(error.pos[0], `is not YAML: ${error.message.split("\n", 1)[0]}`);
  const known = ["version", "waivers"];
  if (!isMap(document.contents)) throw fault(0, 'is wrong: the file must have "version: 1" and a list "waivers".');
  for (const { key } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : "";
    if (known.includes(name)) continue;
    const nearest = nearestWord(name, known) ?? "waivers";
    throw fault(offsetOf(key), `has the unknown key "${name}". Did you mean "${nearest}"?`);
  }
  if (document.get("version") !== 1) throw fault(0, 'has no "version: 1": add that line.');
  const list: unknown = document.get("waivers", true);
  // "waivers:" with nothing after it says nothing.
  if (list === undefined || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) throw fault(offsetOf(list), 'is wrong: "waivers" must be a list.');
  return list.items.map((item) => waiverOf(item, { text, lines, document }));
}

interface Source {
  readonly text: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
}

function waiverOf(node: unknown, { text, lines, document }: Source): Waiver {
  const [start, end] = rangeOf(node);
  const place = { line: lines.linePos(start).line, text: trimLines(text.slice(start, end)) };
  const found = new Map<string, string>();
  const unknown: string[] = [];
  for (const { key, value } of isMap(node) ? node.items : []) {
    const name = isScalar(key) ? String(key.value) : "";
    if (!waiverKeys.some((known) => known === name)) unknown.push(name);
    const scalar: unknown = isAlias(value) ? value.resolve(document) : value;
    // As it is written: 012345678901 and 1e5 are no numbers here.
    if (isScalar(scalar)) found.set(name, scalar.value === null ? "" : (scalar.source ?? "").trim());
  }
  const textOf = (key: (typeof waiverKeys)[number]): string => found.get(key) ?? "";
  const fields = {
    fingerprint: textOf("fingerprint"),
    rule: textOf("rule"),
    element: textOf("element"),
    reason: textOf("reason"),
    owner: textOf("owner"),
    issue: textOf("issue"),
    until: textOf("until"),
  };
  return { ...fields, ...place, problem: problemOf(fields, unknown) };
}

function offsetOf(node: unknown): number {
  return rangeOf(node)[0];
}

/** Where a node begins and where its value ends. */
function rangeOf(node: unknown): readonly [start: number, end: number] {
  if (isMap(node) || isSeq(node) || isScalar(node)) return [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
  return [0, 0];
}

function trimLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
