import { randomUUID } from "node:crypto";
import { FeedbackKind, RecommendationsService } from "@breakwater/recommendations/v2";
import type { RunningService } from "@breakwater/testkit";
import { type Client, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { startRecommendations } from "./recommendations-process.ts";

/** A write that the service has answered. */
export interface Acknowledged {
  readonly request: { userId: string; bookId: string; kind: FeedbackKind; requestId: string };
  /** When it was recorded, as the answer says. */
  readonly recordedAt: string;
}

/** How a service is killed again and again. */
export interface KillOptions {
  readonly rounds: number;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Picks when to kill; numbers from 0 to 1. */
  readonly random: () => number;
  /** Kills what else there is, under the same traffic, before the service is; gets the number of the round. */
  readonly killMore?: (round: number) => Promise<void>;
}

/** What the rounds came to. */
export interface KillReport {
  readonly kills: number;
  readonly acknowledged: readonly Acknowledged[];
  /** Those that the service did not know in the round after theirs. */
  readonly lost: readonly Acknowledged[];
}

const WRITERS = 8;
const MOST_WRITES = 120;
const BOOKS = 81;

/**
 * In each round starts the service, asks it for everything that it acknowledged in the round before, writes from many
 * callers at once, and kills it with SIGKILL while they write.
 */
export async function killRounds(options: KillOptions): Promise<KillReport> {
  const { rounds, dataDir, env = {}, random, killMore } = options;
  const all: Acknowledged[] = [];
  const lost: Acknowledged[] = [];
  let last: readonly Acknowledged[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    // Rounds follow each other.
    // oxlint-disable no-await-in-loop
    await using service = await startRecommendations(dataDir, env);
    lost.push(...(await unknownTo(service, last)));
    const kill = async (): Promise<void> => {
      await killMore?.(round);
      service.kill("SIGKILL");
    };
    last = await writeUntil(service, { writes: 1 + Math.floor(random() * MOST_WRITES), kill });
    all.push(...last);
    // oxlint-enable no-await-in-loop
  }
  await using service = await startRecommendations(dataDir, env);
  lost.push(...(await unknownTo(service, last)));
  return { kills: rounds, acknowledged: all, lost };
}

/** Those of some writes that a service records anew when they are sent again, and so had lost. */
export async function unknownTo(
  service: RunningService,
  writes: readonly Acknowledged[],
): Promise<readonly Acknowledged[]> {
  const client = clientOf(service);
  const checked = writes.map(async (write) => {
    const { recordedAt } = await client.recordFeedback(write.request);
    return JSON.stringify(recordedAt, bigintText) === write.recordedAt ? [] : [write];
  });
  return (await Promise.all(checked)).flat();
}

interface Traffic {
  /** After how many answers to kill. */
  readonly writes: number;
  readonly kill: () => Promise<void>;
}

/** Writes until the service is gone; returns what it had answered by then. */
async function writeUntil(service: RunningService, { writes, kill }: Traffic): Promise<readonly Acknowledged[]> {
  const client = clientOf(service);
  const answered: Acknowledged[] = [];
  let killing: Promise<void> | undefined;
  const write = async (writer: number): Promise<void> => {
    for (;;) {
      const bookId = `book-${1 + ((answered.length + writer) % BOOKS)}`;
      const kind = answered.length % 2 === 0 ? FeedbackKind.LIKE : FeedbackKind.DISLIKE;
      const request = { userId: `user-${writer}`, bookId, kind, requestId: randomUUID() };
      // A writer waits for each answer.
      // oxlint-disable-next-line no-await-in-loop
      const { recordedAt } = await client.recordFeedback(request);
      answered.push({ request, recordedAt: JSON.stringify(recordedAt, bigintText) });
      if (answered.length >= writes) killing ??= kill();
    }
  };
  await Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  // Writers that a kill beside this one's ended are too few to get here otherwise.
  await (killing ?? kill());
  await service.exited;
  return answered;
}

function clientOf({ url }: RunningService): Client<typeof RecommendationsService> {
  return createClient(RecommendationsService, createGrpcTransport({ baseUrl: url }));
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
