import type { Profiler } from "node:inspector";

/** Whose code a function is, by the place it is from; the first that matches counts. */
const owners: readonly (readonly [owner: string, place: RegExp])[] = [
  [
    "validation (protovalidate, cel)",
    /@bufbuild\/(protovalidate|cel)|@bufbuild\+(protovalidate|cel)|@connectrpc\/validate/,
  ],
  ["protobuf messages", /@bufbuild\/protobuf/],
  ["Connect: adapter and protocols", /@connectrpc\/connect/],
  ["logs (pino)", /node_modules\/(pino|sonic-boom|quick-format|fast-safe|thread-stream|on-exit)/],
  ["metrics (prom-client)", /prom-client/],
  ["traces (OpenTelemetry)", /@opentelemetry/],
  ["SQL (kysely, pg)", /node_modules\/(kysely|pg)/],
  ["service runtime", /packages\/service-runtime/],
  ["service: store", /services\/[^/]+\/src\/store/],
  ["service: rpc and domain", /services\//],
  ["other packages", /node_modules/],
  ["Node: abort signals", /abort_controller|domexception|event_target/],
  ["Node: HTTP/2", /^node:.*http2/],
  ["Node: HTTP/1.1", /^node:_?http|^node:.*http/],
  ["Node: streams", /^node:.*(stream|fetch|webstreams|readable|writable)/],
  ["Node: sockets and TLS", /^node:_?(net|tls)|^node:.*(net|tls|stream_base)/],
  ["Node: promises and timers", /^node:.*(timers|async_hooks|task_queues|promise|process)/],
  ["Node: other", /^node:/],
];

/** Share of the time in which a process ran, 0 to 1, and its busiest functions. */
export interface OwnerShare {
  readonly owner: string;
  readonly share: number;
  /** "name (file)", the busiest first. */
  readonly functions: readonly string[];
}

/** Sums up the time of a profile in which the process was not idle, by whose code ran (self time). */
export function summariseProfile(profile: Profiler.Profile): OwnerShare[] {
  const selfMicros = new Map<number, number>();
  profile.samples?.forEach((node, i) => {
    selfMicros.set(node, (selfMicros.get(node) ?? 0) + (profile.timeDeltas?.[i] ?? 0));
  });
  const byOwner = new Map<string, Map<string, number>>();
  let total = 0;
  for (const { id, callFrame } of profile.nodes) {
    const micros = selfMicros.get(id) ?? 0;
    if (micros === 0 || isOutside(callFrame)) continue;
    total += micros;
    const owner = ownerOf(callFrame);
    const name = nameOf(callFrame);
    const functions = byOwner.get(owner) ?? new Map<string, number>();
    byOwner.set(owner, functions);
    functions.set(name, (functions.get(name) ?? 0) + micros);
  }
  return [...byOwner]
    .map(([owner, functions]) => ({
      owner,
      share: sum(functions.values()) / total,
      functions: [...functions].toSorted(([, a], [, b]) => b - a).map(([name]) => name),
    }))
    .toSorted((a, b) => b.share - a.share);
}

/** The summary as lines: per cent, owner, and the three busiest functions. */
export function renderProfile(shares: readonly OwnerShare[], lines: number): string {
  const width = Math.max(...shares.slice(0, lines).map(({ owner }) => owner.length));
  return shares
    .slice(0, lines)
    .map(({ owner, share, functions }) => {
      const percent = (share * 100).toFixed(1).padStart(5);
      return `  ${percent} %  ${owner.padEnd(width)}  ${functions.slice(0, 3).join(", ")}`;
    })
    .join("\n");
}

/** Whether the time is not the server's: it waits, or is being profiled. */
function isOutside({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): boolean {
  return functionName === "(idle)" || /inspector|usage-probe/.test(url);
}

function ownerOf({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (url === "") return "Node: native code";
  return owners.find(([, place]) => place.test(url))?.[0] ?? "other";
}

function nameOf({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  const file = url.split("/").at(-1) ?? "";
  const name = functionName === "" ? "(anonymous)" : functionName;
  return file === "" ? name : `${name} (${file})`;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
