import type { Seal } from "../domain/seal.ts";
import type { Session } from "../domain/session.ts";

const PURPOSE = "form";

/** What every form of a reader's pages holds, which no other site can read or make. */
export function formToken(seal: Seal, { readerId }: Session): string {
  return seal.close(PURPOSE, readerId);
}

/** Whether a form came from a page of the same reader. */
export function isFormToken(seal: Seal, { readerId }: Session, token: string): boolean {
  return seal.open(PURPOSE, token) === readerId;
}
