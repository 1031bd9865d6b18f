import type { CheckName, Finding } from "../finding.ts";
import type { Waiver } from "./waiver.ts";

/** Findings, and what people have written about them on both sides. */
export interface WaiverRequest {
  readonly findings: readonly Finding[];
  /** Waivers of the change that is checked: those that the base does not have are proposed. */
  readonly head: readonly Waiver[];
  /** Waivers that have been approved. */
  readonly base: readonly Waiver[];
  /** The checks that ran: a waiver for another one's finding may match it. */
  readonly checks: readonly CheckName[];
  /** Today in UTC: "2026-12-31". */
  readonly today: string;
  /** How many days ahead a waiver may end. */
  readonly maxDays: number;
}
