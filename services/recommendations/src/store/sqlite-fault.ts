import { StoreFault, type StoreFaultKind } from "./store-fault.ts";

type Advice = readonly [kind: StoreFaultKind, text: string];

// Result codes of SQLite (https://www.sqlite.org/rescode.html) that a person can do something about.
const advice: Readonly<Record<number, Advice>> = {
  5: ["unavailable", "another process holds it: stop that process, or set DATA_DIR to another folder"],
  8: ["read-only", "it cannot be written: give this user write access, or set DATA_DIR to another folder"],
  10: ["unavailable", "the disk fails: look at the system's log, and check the disk"],
  11: ["unusable", "it is damaged: restore it from a backup, or move it away to start with an empty one"],
  13: ["full", "the disk is full: free some space"],
  14: [
    "unusable",
    "it cannot be opened: it must be a file that this user may write, in a folder that this user may write",
  ],
  26: ["unusable", "it is no SQLite database: restore it from a backup, or move it away to start with an empty one"],
};

/** Says what is wrong with the data file, for an error that SQLite raised; undefined when the file is not to blame. */
export function sqliteFault(path: string, error: unknown): StoreFault | undefined {
  if (error instanceof StoreFault) return error;
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  // The low byte is the primary code; the rest tells its kinds apart.
  const found = advice[error.errcode & 0xff];
  if (found === undefined) return undefined;
  const [kind, text] = found;
  return new StoreFault(kind, `The data file ${path} cannot be used: ${text}.`, { cause: error });
}

/** The same for an error while the file was opened, which is always the file's. */
export function sqliteOpenFault(path: string, error: unknown): StoreFault {
  const reason = error instanceof Error ? error.message : String(error);
  return (
    sqliteFault(path, error) ??
    new StoreFault("unusable", `The data file ${path} cannot be used: ${reason}.`, { cause: error })
  );
}
