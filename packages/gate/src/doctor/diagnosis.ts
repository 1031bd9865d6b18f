import type { Spot } from "../loosened/loosening.ts";

/** What a diagnosis is about, in the order of the report. */
export const topics = ["repository", "configuration", "workflow", "owners", "generated", "hook", "settings"] as const;

export type Topic = (typeof topics)[number];

/**
 * "problem" where the gate can be passed over or cannot run; "warning" where it is weaker than it could be; "unverified"
 * where nothing here can tell.
 */
export type Health = "ok" | "problem" | "warning" | "info" | "unverified";

/** One thing that doctor has looked at. */
export interface Diagnosis {
  readonly topic: Topic;
  readonly health: Health;
  /** What was found, in one or two sentences. */
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly advice: string | null;
  /** Where: "path:line", or null. */
  readonly place: string | null;
}

/** Something that is as it should be, or good to know. */
export function told(topic: Topic, message: string, health: "ok" | "info" = "ok"): Diagnosis {
  return { topic, health, message, advice: null, place: null };
}

/** Something to do about a topic. */
export interface Fault {
  readonly message: string;
  readonly advice: string;
  readonly spot?: Spot | undefined;
}

/** Something that is not as it should be. */
export function faulty(topic: Topic, health: "problem" | "warning" | "unverified", fault: Fault): Diagnosis {
  const { message, advice, spot } = fault;
  return { topic, health, message, advice, place: spot === undefined ? null : `${spot.path}:${spot.line}` };
}
