import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigurationFault, type Log } from "@breakwater/service-runtime";

const BYTES = 32;
/** Fewest characters of a secret. */
export const SHORTEST = 32;

/**
 * The secret that signs cookies: the one that is set, else one that is made once and kept in the data folder, readable
 * for this user only, so that a restart keeps its readers. That is enough for one instance, and the log says so.
 */
export function sessionSecret(configured: string, dataDir: string, log: Log): string {
  if (configured !== "") return configured;
  const path = join(dataDir, "session-secret");
  mkdirSync(dataDir, { recursive: true });
  try {
    // "wx": what is there stays.
    writeFileSync(path, randomBytes(BYTES).toString("base64url"), { flag: "wx", mode: 0o600 });
    log.info("made a secret for sessions: set SESSION_SECRET where there is more than one instance", { path });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const secret = readFileSync(path, "utf8");
  if (secret.length >= SHORTEST) return secret;
  // What a start that was killed left: cookies of it could be forged.
  throw new ConfigurationFault(
    `${path} holds no secret of ${SHORTEST} characters or more: delete it, or set SESSION_SECRET.`,
  );
}
