import { EventEmitter, once } from "node:events";
import { type Log, createLog } from "../server/log.ts";

/** A log whose lines are kept and can be waited for. */
export interface AwaitedLog {
  readonly log: Log;
  readonly logged: readonly string[];
  /** Settles when the log has a line with a text, past or future. */
  logs(text: string): Promise<void>;
}

/** Makes one. */
export function awaitedLog(): AwaitedLog {
  const logged: string[] = [];
  const lines = new EventEmitter();
  const log = createLog((line) => {
    logged.push(line);
    lines.emit("line");
  });
  const logs = async (text: string): Promise<void> => {
    while (!logged.some((line) => line.includes(text))) await once(lines, "line");
  };
  return { log, logged, logs };
}
