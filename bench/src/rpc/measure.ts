import { type RecommendResponse, RecommendResponseSchema } from "@breakwater/recommendations/v1";
import { temporaryFolder } from "@breakwater/testkit";
import { equals } from "@bufbuild/protobuf";
import { Sample } from "../sample.ts";
import type { LoadServer } from "./load-server.ts";
import { renderProfile, summariseProfile } from "./profile-summary.ts";
import { nameOf, readAnswer, type RpcCase, rpcCases } from "./rpc-case.ts";
import {
  type Certificates,
  issueCertificates,
  type MeasuredServer,
  startMeasuredService,
  startPeers,
} from "./servers.ts";
import { type MeasuredCase, type Memory, renderTables } from "./table.ts";
import { openWire, type Wire, type WireResponse } from "./wire.ts";
import { wireBytes } from "./wire-bytes.ts";

/** How much to measure. */
export interface Effort {
  /** Calls per round and target. */
  readonly calls: number;
  readonly rounds: number;
}

/** Calls in flight at a time. */
export const CONCURRENCY = 16;

/** A server at a case, with what it has shown so far. */
interface Target {
  readonly rpcCase: RpcCase;
  readonly server: string;
  readonly process: LoadServer;
  readonly url: string;
  readonly ca: string;
  /** What every further answer has to equal. */
  readonly answer: WireResponse;
  readonly sample: Sample;
  bytes: number;
  cpuMs: number;
}

/**
 * Measures the call at the service and its peers, in rounds in which each target has its turn, and returns the tables.
 * Rejects when a server gives another answer than the service, or another than it gave before.
 */
export async function measureRpc(effort: Effort, onProgress: (text: string) => void): Promise<string> {
  await using started = new AsyncDisposableStack();
  const { certificates, service, expected } = await startServiceOnly(started);
  const servers = [service, ...(await startPeers(expected, certificates))];
  for (const process of servers.flatMap(({ processes }) => processes)) started.use(process);
  const memory = await Promise.all(servers.map(startMemory));
  const targets = await findTargets(servers, certificates, expected);
  onProgress(`warming up ${targets.length} targets`);
  for (const target of targets) await runRound(target, effort.calls, new Sample());
  for (let round = 0; round < effort.rounds; round++) {
    onProgress(`round ${round + 1} of ${effort.rounds}`);
    // Who comes first changes, so that no server always meets the warmer machine.
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      target.cpuMs += await runRound(target, effort.calls, target.sample);
    }
    await Promise.all(memory.map(async (one) => await one.look()));
  }
  for (const target of targets) target.bytes = await wireBytes(clientOf(target), target.rpcCase);
  return renderTables(casesOf(targets, effort), memory);
}

/** Profiles the service under one call after the other and sums up, in ten lines each, whose code ran. */
export async function profileRpc({ calls, rounds }: Effort): Promise<string> {
  await using started = new AsyncDisposableStack();
  const { certificates, service, expected } = await startServiceOnly(started);
  const wanted = (await findTargets([service], certificates, expected)).filter(
    ({ rpcCase: { protocol, http, secure } }) =>
      !secure && (protocol === "gRPC" || (protocol === "Connect JSON" && http === 1)),
  );
  const blocks: string[] = [];
  for (const target of wanted) {
    await runRound(target, calls, new Sample());
    const profile = await target.process.profile(
      async () => void (await runRound(target, calls * rounds, new Sample())),
    );
    blocks.push(`${nameOf(target.rpcCase)}\n${renderProfile(summariseProfile(profile), 10)}`);
  }
  return `${blocks.join("\n\n")}\n`;
}

/** Starts the service alone, to be stopped with the stack, and asks it what all others have to answer. */
async function startServiceOnly(
  started: AsyncDisposableStack,
): Promise<{ certificates: Certificates; service: MeasuredServer; expected: RecommendResponse }> {
  const folder = started.use(temporaryFolder("breakwater-bench-"));
  const certificates = await issueCertificates(folder.path);
  const service = await startMeasuredService(folder.path, certificates);
  for (const process of service.processes) started.use(process);
  return { certificates, service, expected: await firstAnswer(service, certificates) };
}

async function firstAnswer(service: MeasuredServer, { ca }: Certificates): Promise<RecommendResponse> {
  const rpcCase = rpcCases().find(({ protocol, secure }) => protocol === "Connect binary" && !secure);
  const target = rpcCase === undefined ? undefined : service.target(rpcCase);
  if (rpcCase === undefined || target === undefined) throw new Error("the service speaks Connect");
  using wire = openWire({ url: target.url, ca, concurrency: 1 }, rpcCase);
  return readAnswer(rpcCase, await wire.send());
}

async function findTargets(
  servers: readonly MeasuredServer[],
  { ca }: Certificates,
  expected: RecommendResponse,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const rpcCase of rpcCases()) {
    for (const server of servers) {
      const target = server.target(rpcCase);
      if (target === undefined) continue;
      using wire = openWire({ url: target.url, ca, concurrency: 1 }, rpcCase);
      const answer = await wire.send();
      if (!equals(RecommendResponseSchema, readAnswer(rpcCase, answer), expected)) {
        throw new Error(`${server.name} answers ${nameOf(rpcCase)} with other books than the service`);
      }
      targets.push({ rpcCase, server: server.name, ...target, ca, answer, sample: new Sample(), bytes: 0, cpuMs: 0 });
    }
  }
  return targets;
}

/** Returns the processor time that the server took, milliseconds. */
async function runRound(target: Target, calls: number, sample: Sample): Promise<number> {
  const before = await target.process.usage();
  using wire = openWire(clientOf(target), target.rpcCase);
  await sample.measure(async () => await checkedCall(wire, target.answer), { calls, concurrency: CONCURRENCY });
  const after = await target.process.usage();
  return after.cpuMs - before.cpuMs;
}

function clientOf({ url, ca }: Target): { url: string; ca: string; concurrency: number } {
  return { url, ca, concurrency: CONCURRENCY };
}

async function checkedCall(wire: Wire, expected: WireResponse): Promise<void> {
  const { status, grpcStatus, body } = await wire.send();
  if (status === expected.status && grpcStatus === expected.grpcStatus && body.equals(expected.body)) return;
  throw new Error(
    `an answer differs from the first: status ${status}, gRPC status ${grpcStatus}, ${body.length} bytes`,
  );
}

async function startMemory({ name, processes }: MeasuredServer): Promise<Memory & { look(): Promise<void> }> {
  const now = async (): Promise<number> =>
    Math.max(...(await Promise.all(processes.map(async (process) => (await process.usage()).rssMib))));
  const before = await now();
  const memory = {
    server: name,
    before,
    most: before,
    look: async () => void (memory.most = Math.max(memory.most, await now())),
  };
  return memory;
}

function casesOf(targets: readonly Target[], { calls, rounds }: Effort): MeasuredCase[] {
  const byCase = Map.groupBy(targets, ({ rpcCase }) => nameOf(rpcCase));
  return [...byCase.values()].flatMap((ofCase) => {
    const [first] = ofCase;
    if (first === undefined) return [];
    const servers = ofCase.map(({ server, sample, bytes, cpuMs }) => ({
      server,
      sample,
      bytes,
      cpuMicros: (cpuMs * 1000) / (calls * rounds),
    }));
    return [{ rpcCase: first.rpcCase, servers }];
  });
}
