import { GateError } from "./gate-error.ts";

/**
 * Explains an error of the operating system that a person can do something about: the path is in its message, the rest
 * of it is not for people.
 * @returns undefined for every other error
 */
export function explainSystemError(error: unknown): GateError | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  const advice = adviceByCode.get(error.code);
  return advice === undefined ? undefined : new GateError("usage", `${error.message}\n${advice}`);
}

const space = "Temporary files do not fit. Free some space, or set TMPDIR to a folder on another disk.";
const permission = "Run as a user who may read and write this path.";

const adviceByCode: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", space],
  ["EDQUOT", space],
  ["EACCES", permission],
  ["EPERM", permission],
  ["EROFS", "The disk is mounted read-only. Set TMPDIR to a folder that can be written."],
  ["EMFILE", "Too many files are open. Raise the limit with `ulimit -n`."],
]);
