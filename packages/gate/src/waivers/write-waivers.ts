import { randomUUID } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { LineCounter, isMap, isSeq, parseDocument } from "yaml";
import { type WaiverFields, waiverKeys } from "./waiver.ts";

const newFile = `# Findings that the schema check lets pass for a while, each with a reason and a last day.
# \`breakwater waive\` writes them; they count once they are on the base of a change.
version: 1
waivers:
`;

// Lines are not folded: a reason stays on one.
const style = { lineWidth: 0 } as const;

/**
 * Adds waivers to the text of a file, whose comments and order stay.
 * @param text of the file, "" where there is none; one that `parseWaivers` can read
 * @param waivers those with the rule, element and fingerprint of one that is there take its place
 */
export function addWaivers(text: string, waivers: readonly WaiverFields[]): string {
  const document = parseDocument(text === "" ? newFile : text);
  const found: unknown = document.get("waivers", true);
  const list = isSeq(found) ? found : document.createNode([]);
  if (!isSeq(found)) document.set("waivers", list);
  list.flow = false;
  for (const waiver of waivers) {
    const filled = waiverKeys.filter((key) => waiver[key] !== "").map((key) => [key, waiver[key]]);
    const node = document.createNode(Object.fromEntries(filled));
    const position = list.items.findIndex((item) => {
      return isMap(item) && (["fingerprint", "rule", "element"] as const).every((key) => item.get(key) === waiver[key]);
    });
    if (position < 0) list.add(node);
    else list.items[position] = node;
  }
  return document.toString(style);
}

/** Removes the waivers that begin on some lines, counted from 1, with the comments in front of them. */
export function removeWaivers(text: string, lines: ReadonlySet<number>): string {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const list: unknown = document.get("waivers", true);
  if (!isSeq(list)) return text;
  list.items = list.items.filter((item) => {
    return !isMap(item) || !lines.has(counter.linePos(item.range?.[0] ?? 0).line);
  });
  if (list.items.length === 0) list.flow = true;
  return document.toString(style);
}

/** Writes a file whole or not at all. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(next, text);
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
