import { DatabaseError } from "pg";
import { StoreFault, type StoreFaultKind } from "./store-fault.ts";

/** The connection was lost, or the transaction in it, in a way that the same work may be spared on a new connection. */
export class LostConnection extends StoreFault {
  constructor(message: string, cause: unknown) {
    super("unavailable", message, { cause });
  }
}

interface Advice {
  readonly kind: StoreFaultKind | "lost";
  readonly text: string;
}

const lost: Advice = { kind: "lost", text: "it ended the connection: look at its log if that goes on" };
const refused: Advice = { kind: "unusable", text: "it refuses the user or the password: correct DATABASE_URL" };

// SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) that a person can do something about.
const advice: Readonly<Record<string, Advice>> = {
  "25006": { kind: "read-only", text: "it cannot be written: name the primary server, or end its read-only mode" },
  "28000": refused,
  "28P01": refused,
  "3D000": { kind: "unusable", text: "there is no such database: create it, or correct DATABASE_URL" },
  "40001": lost,
  "40P01": lost,
  "42501": { kind: "unusable", text: "the user may not do that: let it own a schema of the database" },
  "53100": { kind: "full", text: "its disk is full: free some space" },
  "53300": { kind: "unavailable", text: "it has no connection left: raise max_connections" },
  "57P01": lost,
  "57P02": lost,
  "57P03": { kind: "unavailable", text: "it starts or stops: wait for it" },
};

/**
 * Says what is wrong with a database, for an error of the driver; undefined when a statement is to blame.
 * @param subject the database, for people and without its password
 */
export function postgresFault(subject: string, error: unknown): StoreFault | undefined {
  const found = adviceFor(error);
  if (found === undefined) return undefined;
  const message = `${subject} cannot be used: ${found.text}.`;
  return found.kind === "lost"
    ? new LostConnection(message, error)
    : new StoreFault(found.kind, message, { cause: error });
}

function adviceFor(error: unknown): Advice | undefined {
  if (error instanceof DatabaseError) {
    const { code = "" } = error;
    return code.startsWith("08") ? lost : advice[code];
  }
  const reason = error instanceof Error ? error.message || codeOf(error) : String(error);
  const text = `it does not answer (${reason}): start it, or correct DATABASE_URL`;
  // What took its time once would take it again, longer than a caller waits.
  return { kind: /time-?out/i.test(reason) ? "unavailable" : "lost", text };
}

/** An error for several addresses of a host has no message of its own. */
function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
