/** The data cannot be used as it is; the message says which, why and what to do. Thrown while opening only. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  /** Tells whoever starts the service what kind of fault it is. */
  readonly code = "STORE";
}

// Result codes of SQLite (https://www.sqlite.org/rescode.html) that a person can do something about.
const advice: Readonly<Record<number, string>> = {
  5: "another process holds it: stop that process, or set DATA_DIR to another folder",
  8: "it cannot be written: give this user write access, or set DATA_DIR to another folder",
  11: "it is damaged: restore it from a backup, or move it away to start with an empty one",
  13: "the disk is full: free some space",
  14: "it cannot be opened: it must be a file that this user may write, in a folder that this user may write",
  26: "it is no SQLite database: restore it from a backup, or move it away to start with an empty one",
};

/** Says what is wrong with the data file, for an error that SQLite raised while it was opened. */
export function explainOpenError(path: string, error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const reason = adviceFor(error) ?? (error instanceof Error ? error.message : String(error));
  return new StoreFault(`The data file ${path} cannot be used: ${reason}.`, { cause: error });
}

function adviceFor(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  // The low byte is the primary code; the rest tells its kinds apart.
  return advice[error.errcode & 0xff];
}
