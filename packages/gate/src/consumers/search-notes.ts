import { isAbsolute, relative } from "node:path";
import type { Left, UsesAnswer } from "./find-uses.ts";

/** Gives a path to people: from the folder that is checked, or absolute outside of it. */
export type ShowPath = (path: string) => string;

/** @param folder the folder that is checked, all links followed */
export function pathsFrom(folder: string): ShowPath {
  return (path) => {
    const shown = relative(folder, path).replaceAll("\\", "/");
    return shown.startsWith("../") || isAbsolute(shown) ? path : shown;
  };
}

/** What was looked at. */
interface Searched {
  readonly answer: UsesAnswer;
  readonly left: readonly Left[];
  /** Generated code that was read as the base has it; absolute paths. */
  readonly replaced: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

/** Says which consumers were looked at, by which code, and what was left. */
export function searchNotes({ answer, left, replaced, took }: Searched, show: ShowPath): string[] {
  const { projects, sources } = answer;
  const sayAll = (paths: readonly string[]): string => list(paths.map(show));
  const notes: string[] = [];
  if (projects.length > 0) {
    const code = replaced.length === 0 ? "" : `, with the code of the base in place of ${sayAll(replaced)}`;
    notes.push(`consumers: ${sources.length} sources of ${sayAll(projects)} in ${(took / 1000).toFixed(1)} s${code}`);
  }
  if (left.length > 0) {
    notes.push(`consumers, not looked at: ${list(left.map(({ path, reason }) => `${show(path)} (${reason})`))}`);
  }
  return notes;
}

/**
 * Says which code would show more.
 * @param files import paths of schema files whose code is nowhere
 */
export function missingNotes(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  return [`consumers: there is no code that is generated of ${list(files)}; generate it to see who uses what breaks`];
}

/** Paths that a note names; a report in JSON has no more of them. */
const listed = 3;

function list(texts: readonly string[]): string {
  const more = texts.length - listed;
  return texts.slice(0, listed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
