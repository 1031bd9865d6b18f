import { Counter, type Registry } from "prom-client";
import type { Log, LogFields } from "./log.ts";

/** What a client can exceed before its call has begun. */
export const limitNames = [
  "connections",
  "calls_per_connection",
  "header_size",
  "header_time",
  "malformed_request",
  "message_size",
  "body_time",
  "unread_answer",
  "idle",
  "control_frames",
  "http2_session",
] as const;
/** One of them. */
export type LimitName = (typeof limitNames)[number];

/** Tells an operator what was refused. */
export interface LimitReport {
  /** Told each time that a limit ends a call or a connection. */
  exceeded(limit: LimitName, fields?: LogFields): void;
}

/**
 * Counts what was refused by the limit that refused it, so that an attack shows, and logs each at the level debug: at a
 * higher one an attack would fill the log.
 * @param registry where the counter is put; it may have it only once
 */
export function reportLimits(registry: Registry, log: Log): LimitReport {
  const counter = new Counter({
    name: "limits_exceeded_total",
    help: "Calls and connections that a limit has ended, by the limit.",
    labelNames: ["limit"],
    registers: [registry],
  });
  // An alarm on a rate needs the zero before the first.
  for (const limit of limitNames) counter.inc({ limit }, 0);
  return {
    exceeded: (limit, fields) => {
      counter.inc({ limit });
      if (log.showsDebug) log.debug("limit exceeded", { limit, ...fields });
    },
  };
}

/** A report that nobody reads. */
export const silentReport: LimitReport = { exceeded: () => undefined };
