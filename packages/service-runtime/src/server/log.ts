import { pino } from "pino";

/** What is written: lines of a level and of those after it. */
export const logLevels = ["debug", "info", "warn", "error"] as const;
/** How much a line matters. */
export type LogLevel = (typeof logLevels)[number];
/** What a line says beside its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes what happened for an operator: one JSON object per line with `time` (UTC), `level`, `message` and fields. */
export interface Log {
  /** Whether lines of the level debug are written; asked before their fields are made. */
  readonly showsDebug: boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  /** What will become an error unless somebody acts. */
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Writes only lines of a level and of those after it from now on. */
  setLevel(level: LogLevel): void;
  /** Puts fields on every line from now on. */
  setFields(fields: LogFields): void;
}

/** A log that gives each line, with its line feed, to `write`; at first those of the level info and after. */
export function createLog(write: (line: string) => void): Log {
  let logger = pino(
    {
      level: "info",
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    get showsDebug() {
      return logger.isLevelEnabled("debug");
    },
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    setLevel: (level) => {
      logger.level = level;
    },
    setFields: (fields) => {
      logger = logger.child(fields);
    },
  };
}
