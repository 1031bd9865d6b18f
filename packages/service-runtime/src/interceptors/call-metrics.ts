import type { Interceptor } from "@connectrpc/connect";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CallSide } from "./call-log.ts";
import { observeCall } from "./observe-call.ts";

// From a read of memory to the longest deadline, seconds.
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
// From an empty message to the largest request that can be allowed, bytes.
const sizes = [64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 67_108_864];

const known = new WeakMap<Registry, Map<CallSide, Interceptor>>();

/**
 * Counts calls by code, and measures how long they take, how many are under way and how many bytes of messages they
 * carry. The labels are bounded: services and methods are those of the schema, since calls to others do not get here,
 * and codes are those of the protocol.
 * @param registry where the metrics are put; all interceptors for a side of it count into the same ones
 */
export function measureCalls(registry: Registry, side: CallSide): Interceptor {
  const sides = known.get(registry) ?? new Map<CallSide, Interceptor>();
  const interceptor = sides.get(side) ?? createInterceptor(registry, side);
  known.set(registry, sides.set(side, interceptor));
  return interceptor;
}

function createInterceptor(registry: Registry, side: CallSide): Interceptor {
  const labelNames = ["service", "method"] as const;
  const common = { labelNames, registers: [registry] };
  const calls = new Counter({
    name: `rpc_${side}_calls_total`,
    help: "Calls that have ended, by code.",
    labelNames: [...labelNames, "code"] as const,
    registers: [registry],
  });
  const inFlight = new Gauge({ ...common, name: `rpc_${side}_calls_in_flight`, help: "Calls that are under way." });
  const duration = new Histogram({
    ...common,
    name: `rpc_${side}_call_duration_seconds`,
    help: "Time from the begin of a call to its end.",
    buckets: durations,
  });
  const bytes = (what: "request" | "response"): Histogram<"service" | "method"> =>
    new Histogram({
      ...common,
      name: `rpc_${side}_${what}_bytes`,
      help: `Size of all ${what} messages of a call, in the binary format.`,
      buckets: sizes,
    });
  const requestBytes = bytes("request");
  const responseBytes = bytes("response");
  return observeCall(({ service, method }) => {
    const labels = { service: service.typeName, method: method.name };
    inFlight.inc(labels);
    return {
      end: (outcome) => {
        inFlight.dec(labels);
        calls.inc({ ...labels, code: outcome.code });
        duration.observe(labels, outcome.durationMs / 1000);
        requestBytes.observe(labels, outcome.requestBytes);
        responseBytes.observe(labels, outcome.responseBytes);
      },
    };
  });
}
