import { copyFileSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { adviceFor } from "../advice.ts";
import { type Found, noChange } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";

interface Unformatted {
  readonly importPath: string;
  /** First line that formatting changes, from 1. */
  readonly line: number;
  readonly now: string;
  readonly formatted: string;
}

/** What to format. */
export interface FormatRequest {
  readonly head: Side;
  readonly base: Side;
  /** Paths of the files to look at; all by default. */
  readonly paths: ReadonlySet<string> | undefined;
}

/** Runs `buf format` on the head. A file that was not formatted on the base either is existing and a note. */
export async function formatStep(context: RunContext, { head, base, paths: wanted }: FormatRequest): Promise<Found[]> {
  const unformatted = await findUnformatted(context, head, (path) => wanted?.has(path) ?? true);
  const paths = new Set(unformatted.keys());
  const before = await findUnformatted(context, base, (path) => paths.has(path));
  return [...unformatted].map(([path, file]) => toFinding(path, file, { head, existing: before.has(path) }));
}

/** Unformatted files by their path in the tree. */
async function findUnformatted(
  context: RunContext,
  side: Side,
  select: (path: string) => boolean,
): Promise<Map<string, Unformatted>> {
  const { folder } = side;
  const result = new Map<string, Unformatted>();
  if (folder === undefined) return result;
  const isLinked = (path: string): boolean => side.linkedModules.some((module) => path.startsWith(`${module}/`));
  const files = [...side.paths].filter(([, path]) => !isLinked(path) && select(path));
  if (files.length === 0) return result;
  // Only the files themselves, without buf.yaml: formatting needs no configuration, and stray files stay out of it.
  const input = context.folder("unformatted");
  for (const [, path] of files) {
    mkdirSync(dirname(join(input, path)), { recursive: true });
    // Both are in the folder of this check. A file that cannot have two names is copied.
    linkOrCopy(join(folder, path), join(input, path));
  }
  const output = context.folder("formatted");
  const { exitCode, stderr } = await context.buf(input, ["format", "-o", output]);
  if (exitCode !== 0) throw new GateError("usage", `buf format failed on ${side.label}:\n  ${stderr.trimEnd()}`);
  for (const [importPath, path] of files) {
    const difference = firstDifference(readText(input, path), readText(output, path));
    if (difference !== undefined) result.set(path, { importPath, ...difference });
  }
  return result;
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function readText(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** The first line in which two texts differ, undefined when they are equal. */
export function firstDifference(now: string, formatted: string): Omit<Unformatted, "importPath"> | undefined {
  if (now === formatted) return undefined;
  const a = now.split("\n");
  const b = formatted.split("\n");
  let index = 0;
  while (a[index] === b[index]) index += 1;
  return { line: Math.min(index + 1, a.length), now: a[index] ?? "", formatted: b[index] ?? "" };
}

function toFinding(path: string, file: Unformatted, rest: { head: Side; existing: boolean }): Found {
  const { head, existing } = rest;
  const column = file.now.length - file.now.trimStart().length + 1;
  const span = { startLine: file.line, startColumn: column, endLine: file.line, endColumn: column };
  return {
    check: "format",
    rule: "FORMAT",
    severity: existing ? "note" : "error",
    existing,
    element: head.schemas.index.at(file.importPath, span)?.element.fullName ?? null,
    path,
    line: file.line,
    column,
    old: file.now,
    new: file.formatted,
    message:
      file.now === file.formatted
        ? "The file is not formatted: `buf format` changes the line breaks at its end, there must be one."
        : "The file is not formatted; this is the first line that `buf format` changes.",
    advice: adviceFor("format", "FORMAT"),
    ...noChange,
  };
}
