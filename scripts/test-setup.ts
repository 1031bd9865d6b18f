import { ensureThirdParty } from "./third-party.ts";

/** Runs once before the tests: makes what the install makes, when it was deleted since. */
export function setup(): void {
  ensureThirdParty();
}
