/**
 * Measures Recommend of the running service against bare node:http (node:http2 for gRPC) servers that answer with the
 * same bytes, each server in a process of its own, in interleaved rounds. What the ratio says is the price of routing,
 * decoding, validating, ranking and encoding; what it does not say is how many calls a machine can serve, because the
 * load is made on the same machine.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BookCategory, RecommendRequestSchema } from "@breakwater/recommendations/v1";
import { repositoryRoot, startProgram, startStack, temporaryFolder } from "@breakwater/testkit";
import { create, toBinary, toJsonString } from "@bufbuild/protobuf";
import type { RecordedAnswer } from "./rpc-peer.ts";
import { Sample } from "./sample.ts";
import { openWire, type Wire, type WireCall, type WireResponse } from "./wire.ts";

const help = `Measures Recommend against bare node:http and node:http2 servers that answer with the same bytes.

usage: npx --yes pnpm@12.21.0 bench rpc [--calls N] [--rounds N]

  --calls N   calls per round, protocol and server, default 2000
  --rounds N  rounds, default 5
`;

/** Calls in flight at a time. */
const concurrency = 16;

/** A protocol under measurement. */
interface Case {
  readonly name: string;
  readonly call: WireCall;
}

/** A protocol with what the service answered, and the measurements of both servers. */
interface Measured extends Case {
  readonly answer: WireResponse;
  readonly service: Sample;
  readonly peer: Sample;
}

/** A protocol at one of the two servers. */
interface Target extends Measured {
  readonly url: string;
  readonly sample: Sample;
}

function cases(): Case[] {
  const request = create(RecommendRequestSchema, { userId: 7, category: BookCategory.MYSTERY });
  const binary = toBinary(RecommendRequestSchema, request);
  // gRPC's frame: one byte for "not compressed", four for the length.
  const frame = Buffer.alloc(5 + binary.length);
  frame.writeUInt32BE(binary.length, 1);
  frame.set(binary, 5);
  const path = "/recommendations.v1.RecommendationsService/Recommend";
  const json = Buffer.from(toJsonString(RecommendRequestSchema, request));
  const calls: [string, WireCall][] = [
    ["Connect JSON", { protocol: "http1", path, contentType: "application/json", body: json }],
    ["Connect binary", { protocol: "http1", path, contentType: "application/proto", body: binary }],
    ["gRPC", { protocol: "http2", path, contentType: "application/grpc+proto", body: frame }],
  ];
  return calls.map(([name, call]) => ({ name, call }));
}

/** Runs the benchmark and returns its table. Rejects when a server answers anything but what it answered first. */
async function measureRpc({ calls, rounds }: { calls: number; rounds: number }): Promise<string> {
  using folder = temporaryFolder("breakwater-bench-");
  await using stack = await startStack();
  const service = stack.url("recommendations");
  const measured = await Promise.all(cases().map((call) => record(service, call)));

  const answers = join(folder.path, "answers.json");
  writeFileSync(answers, JSON.stringify(Object.fromEntries(measured.map(toRecordedAnswer))));
  await using peer = startProgram(process.execPath, [join(repositoryRoot, "bench/src/rpc-peer.ts"), answers]);
  const [, http1 = "", http2 = ""] = await peer.untilStdout(/^listening on (\S+) (\S+)\n/);

  const targets = measured.flatMap((one): Target[] => [
    { ...one, url: service, sample: one.service },
    { ...one, url: one.call.protocol === "http1" ? http1 : http2, sample: one.peer },
  ]);
  // Uncounted, to warm up both servers.
  await runRound(
    targets.map((target) => ({ ...target, sample: new Sample() })),
    calls,
  );
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, so that neither server always meets the warmer machine.
    // oxlint-disable-next-line no-await-in-loop
    await runRound(round % 2 === 0 ? targets : targets.toReversed(), calls);
  }
  return render(measured, { calls, rounds });
}

/** Measures one target after the other: at the same time they would measure each other. */
async function runRound(targets: readonly Target[], calls: number): Promise<void> {
  for (const { url, call, answer, sample } of targets) {
    using wire = openWire(url, call, concurrency);
    // oxlint-disable-next-line no-await-in-loop
    await sample.measure(() => checkedCall(wire, answer), { calls, concurrency });
  }
}

/** Asks the service once for the answer that all later ones have to equal. */
async function record(url: string, { name, call }: Case): Promise<Measured> {
  using wire = openWire(url, call, 1);
  const answer = await wire.send();
  if (answer.status === 200 && (answer.grpcStatus ?? "0") === "0" && answer.body.length > 0) {
    return { name, call, answer, service: new Sample(), peer: new Sample() };
  }
  throw new Error(`the service answered ${name} with status ${answer.status}: ${answer.body.toString()}`);
}

async function checkedCall(wire: Wire, expected: WireResponse): Promise<void> {
  const { status, grpcStatus, body } = await wire.send();
  if (status === expected.status && grpcStatus === expected.grpcStatus && body.equals(expected.body)) return;
  throw new Error(
    `an answer differs from the first: status ${status}, gRPC status ${grpcStatus}, ${body.length} bytes`,
  );
}

function toRecordedAnswer({ call, answer }: Measured): [contentType: string, answer: RecordedAnswer] {
  return [call.contentType, { contentType: answer.contentType, base64: answer.body.toString("base64") }];
}

function columns(sample: Sample): string[] {
  return [sample.rate.toFixed(0), sample.percentile(0.5).toFixed(2), sample.percentile(0.99).toFixed(2)];
}

function render(measured: readonly Measured[], { calls, rounds }: { calls: number; rounds: number }): string {
  const rows = [
    ["CALL", "SERVER", "REQ/S", "P50 MS", "P99 MS", "RATIO"],
    ...measured.flatMap(({ name, call, service, peer }) => [
      [name, "service", ...columns(service), (service.rate / peer.rate).toFixed(2)],
      ["", `bare node:${call.protocol === "http1" ? "http" : "http2"}`, ...columns(peer), "1.00"],
    ]),
  ];
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) =>
    row.map((text, i) => (i < 2 ? text.padEnd(width(i)) : text.padStart(width(i)))).join("  "),
  );
  const title = `Recommend v1: ${rounds} rounds of ${calls} calls, ${concurrency} at a time; ratio is requests/s to the peer's`;
  return `${title}\n\n${lines.join("\n")}\n`;
}

async function main(argv: string[]): Promise<number> {
  let values: { calls: string; rounds: string; help: boolean };
  try {
    const options = {
      calls: { type: "string", default: "2000" },
      rounds: { type: "string", default: "5" },
      help: { type: "boolean", default: false },
    } as const;
    ({ values } = parseArgs({ args: argv, options }));
    if (!/^[1-9]\d*$/.test(values.calls)) throw new Error(`--calls needs a whole number from 1, not '${values.calls}'`);
    if (!/^[1-9]\d*$/.test(values.rounds))
      throw new Error(`--rounds needs a whole number from 1, not '${values.rounds}'`);
  } catch (error) {
    console.error(`bench rpc: ${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (values.help) console.log(help);
  else console.log(await measureRpc({ calls: Number(values.calls), rounds: Number(values.rounds) }));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
