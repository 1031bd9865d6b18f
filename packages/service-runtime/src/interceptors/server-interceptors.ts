import type { Interceptor } from "@connectrpc/connect";
import { Registry } from "prom-client";
import type { BuildInfo } from "../build-info.ts";
import type { Log } from "../server/log.ts";
import { logCalls } from "./call-log.ts";
import { measureCalls } from "./call-metrics.ts";
import { traceCalls } from "./call-spans.ts";
import { type Access, authenticate } from "./authenticate.ts";
import { type Deadlines, enforceDeadline } from "./enforce-deadline.ts";
import { type ErrorParts, mapErrors } from "./map-errors.ts";
import { limitStreamAge } from "./limit-stream-age.ts";
import { nameRequests } from "./request-id.ts";
import { tellVersion } from "./service-version.ts";
import { validateRequests } from "./validate-requests.ts";

/** With what calls are served, beside the service. */
export interface ServerParts extends ErrorParts {
  readonly build: BuildInfo;
  /** Default: one that nobody reads. */
  readonly metrics?: Registry;
  /** Default: everybody may call everything. */
  readonly access?: Access;
  /** Default: 30 seconds, at most 5 minutes. */
  readonly deadlines?: Deadlines;
  /** Longest time of a stream, milliseconds; 0 for any time, which is the default. */
  readonly streamMaxAgeMs?: number;
}

/**
 * What every call of a service runs through, the outermost first: request id, version, log, metrics, trace, errors,
 * authentication, deadline, age of streams, validation. Who names the call comes first, so that all others can use the name. Errors are
 * mapped outside of everything that refuses a call and inside of everything that watches it: what is refused by whom
 * is told in one way, and the code that the caller sees is the one in the log, the metrics and the span. Those who may
 * not call are refused before anything is spent on them, and validation runs under the deadline.
 */
export function serverInterceptors(parts: ServerParts): Interceptor[] {
  const { log, build, metrics = new Registry(), access = { tokens: [], rules: [] } } = parts;
  const { deadlines = { defaultMs: 30_000, maxMs: 300_000 }, streamMaxAgeMs = 0 } = parts;
  return [
    nameRequests,
    tellVersion(build),
    logCalls(log, "server"),
    measureCalls(metrics, "server"),
    traceCalls("server"),
    mapErrors(parts),
    authenticate(access),
    enforceDeadline(deadlines),
    limitStreamAge(streamMaxAgeMs),
    validateRequests(),
  ];
}

/** With what calls of the server itself are served. */
export interface InfrastructureCalls {
  readonly log: Log;
  readonly build: BuildInfo;
  readonly metrics: Registry;
}

/**
 * What calls of health and reflection run through, the outermost first: request id, version, log, metrics. Anybody may
 * make them. The log has them at the level debug alone: probes come all the time and say the same.
 */
export function infrastructureInterceptors({ log, build, metrics }: InfrastructureCalls): Interceptor[] {
  return [nameRequests, tellVersion(build), logCalls(log, "server", "debug"), measureCalls(metrics, "server")];
}
