import { adviceFor } from "../advice.ts";
import { type Found, noChange } from "../finding.ts";

/** The rules of the check `policy`, one for each kind of file that keeps a gate in place. */
export type LooseningRule = "POLICY_LOOSENED" | "BUF_CONFIG_LOOSENED" | "WORKFLOW_LOOSENED" | "CODEOWNERS_LOOSENED";

/** A place in a file of one side. */
export interface Spot {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The lines there, joined by "\n". */
  readonly text: string;
}

/** Something that the base asked for and the head asks for less. */
export interface Loosening {
  /** What is no longer checked, in one or two sentences. */
  readonly message: string;
  /** Where the base said it; undefined where it was a default. */
  readonly old: Spot | undefined;
  /** Where the head says less; undefined where it says nothing any more. */
  readonly new: Spot | undefined;
}

/** The place of a line in a text. */
export function spotAt(path: string, lines: readonly string[], line: number): Spot {
  return { path, line, text: (lines[line - 1] ?? "").trim() };
}

/**
 * A finding at the place on the head, or where it was on the base.
 * @param fallback path of the file that it is about, when no side has a line for it
 */
export function toLooseningFinding(rule: LooseningRule, loosening: Loosening, fallback: string): Found {
  const { message, old, new: now } = loosening;
  const place = now ?? old ?? { path: fallback, line: 1 };
  return {
    check: "policy",
    rule,
    severity: "error",
    existing: false,
    element: null,
    path: place.path,
    line: place.line,
    column: 1,
    old: old?.text ?? null,
    new: now?.text ?? null,
    message,
    advice: adviceFor("policy", rule),
    ...noChange,
    deleted: now === undefined && old !== undefined,
    oldPath: old?.path ?? null,
    oldLine: old?.line ?? null,
  };
}
