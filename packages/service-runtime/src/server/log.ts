/** Writes what happened for an operator: one JSON object per line with `time` (UTC), `level`, `message` and fields. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What will become an error unless somebody acts. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A log that gives each line, with its line feed, to `write`. */
export function createLog(write: (line: string) => void): Log {
  const add = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  };
  return {
    info: (message, fields) => add("info", message, fields),
    warn: (message, fields) => add("warn", message, fields),
    error: (message, fields) => add("error", message, fields),
  };
}
