import { nameOf, type RpcCase } from "./rpc-case.ts";
import type { Sample } from "../sample.ts";

/** One server under one case. */
export interface Measured {
  readonly server: string;
  readonly sample: Sample;
  /** Bytes of a call on the wire, both ways. */
  readonly bytes: number;
  /** Processor time of the server for a call, microseconds. */
  readonly cpuMicros: number;
}

/** All servers of a case; the service is the first, the limit is the last. */
export interface MeasuredCase {
  readonly rpcCase: RpcCase;
  readonly servers: readonly Measured[];
}

/** Resident memory of a server, MiB: before its first call, and the most that was seen after a round. */
export interface Memory {
  readonly server: string;
  readonly before: number;
  readonly most: number;
}

type Row = readonly string[];

/** Writes the tables: a block for each case, the service's requests per second as a share of each peer's, memory. */
export function renderTables(cases: readonly MeasuredCase[], memory: readonly Memory[]): string {
  const header = ["SERVER", "REQ/S", "P50 MS", "P99 MS", "BYTES", "CPU US", "SERVICE IS"];
  const blocks = cases.map(({ rpcCase, servers }) => ({
    name: nameOf(rpcCase),
    rows: servers.map((one) => row(one, servers)),
  }));
  const all = [header, ...blocks.flatMap(({ rows }) => rows)];
  const lines = [aligned([header], all), ...blocks.flatMap(({ name, rows }) => ["", name, aligned(rows, all)])];
  const memoryRows = [
    ["SERVER", "MIB BEFORE", "MIB AFTER"],
    ...memory.map(({ server, before, most }) => [server, before.toFixed(0), most.toFixed(0)]),
  ];
  return `${lines.join("\n")}\n\nResident memory\n${aligned(memoryRows, memoryRows)}\n`;
}

function row({ server, sample, bytes, cpuMicros }: Measured, servers: readonly Measured[]): Row {
  const rate = servers[0]?.sample.rate ?? Number.NaN;
  const ratio = server === servers[0]?.server ? "" : (rate / sample.rate).toFixed(2);
  const times = [0.5, 0.99].map((share) => sample.percentile(share).toFixed(2));
  return [server, sample.rate.toFixed(0), ...times, bytes.toFixed(0), cpuMicros.toFixed(0), ratio];
}

/** The rows as lines of two spaces between columns, which are as wide as those of `all`. */
function aligned(rows: readonly Row[], all: readonly Row[]): string {
  const width = (column: number): number => Math.max(...all.map((one) => one[column]?.length ?? 0));
  return rows
    .map((cells) => cells.map((text, i) => (i === 0 ? text.padEnd(width(i)) : text.padStart(width(i)))).join("  "))
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}
