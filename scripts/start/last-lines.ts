import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** How much of the file's end is read: lines beyond are left out, however few were asked for. */
const tailBytes = 16 * 1024;

/** The last `count` lines of a text file, without reading all of it; none when there is no such file. */
export function lastLines(path: string, count: number): string[] {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, tail, { position: size - tail.length });
    const text = tail.toString("utf8").trimEnd();
    return text === "" ? [] : text.split("\n").slice(-count);
  } finally {
    closeSync(file);
  }
}
