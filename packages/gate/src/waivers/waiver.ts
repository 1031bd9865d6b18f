import type { Finding } from "../finding.ts";

/** The keys of a waiver, in the order in which they are written. */
export const waiverKeys = ["fingerprint", "rule", "element", "reason", "owner", "issue", "until"] as const;

/** A waiver as its file says it; "" for what it does not say. */
export type WaiverFields = Readonly<Record<(typeof waiverKeys)[number], string>>;

/** A waiver with its place in the file. */
export interface Waiver extends WaiverFields {
  /** From 1. */
  readonly line: number;
  /** Its lines in the file, joined by "\n". */
  readonly text: string;
  /** Why it cannot count, after "The waiver"; undefined when nothing is wrong with it. */
  readonly problem: string | undefined;
}

/** Everything that a waiver says: one of the base that is edited is a proposal. */
export function identityOf({ fingerprint, rule, element, reason, owner, issue, until }: Waiver): string {
  return JSON.stringify([fingerprint, rule, element, reason, owner, issue, until]);
}

/** The finding that a waiver is for. */
export function keyOf({ fingerprint, rule, element }: Pick<Waiver, "fingerprint" | "rule" | "element">): string {
  return JSON.stringify([fingerprint, rule, element]);
}

/** The same of a finding; one about no element is told by its path. */
export function keyOfFinding({ fingerprint, rule, element, path }: Finding): string {
  return keyOf({ fingerprint, rule, element: element ?? path });
}
