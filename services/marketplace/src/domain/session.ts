import { randomBytes } from "node:crypto";
import type { Seal } from "./seal.ts";

/** A reader whom the shop knows by nothing but this. */
export interface Session {
  /** Opaque id of the reader, 22 characters. */
  readonly readerId: string;
  /** When it ends, milliseconds since 1970. */
  readonly endsAt: number;
}

/** How long a session holds after it was last renewed, milliseconds: 180 days. */
export const SESSION_MS: number = 180 * 86_400_000;

const PURPOSE = "session";

/** A new session, or one for a reader who is known already. */
export function beginSession(now: number, readerId: string = randomBytes(16).toString("base64url")): Session {
  return { readerId, endsAt: now + SESSION_MS };
}

/** Whether a session has so little left that it should be renewed, which keeps its reader. */
export function isRipe({ endsAt }: Session, now: number): boolean {
  return endsAt - now < SESSION_MS / 2;
}

/** What the reader keeps. */
export function writeSession(seal: Seal, { readerId, endsAt }: Session): string {
  return seal.close(PURPOSE, `${readerId} ${endsAt}`);
}

/** The session of what a reader kept; undefined when it has ended, or is none of the shop's. */
export function readSession(seal: Seal, token: string, now: number): Session | undefined {
  const [readerId = "", end = ""] = seal.open(PURPOSE, token)?.split(" ") ?? [];
  const endsAt = Number(end);
  return readerId !== "" && endsAt > now ? { readerId, endsAt } : undefined;
}
