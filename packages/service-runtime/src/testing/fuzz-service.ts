import * as fc from "fast-check";
import { type Arrangement, type AttackedService, startAttacked } from "./attacked-service.ts";
import { parseFrames } from "./http2-frames.ts";
import { statusOf } from "./http2-status.ts";
import { hostileHttp1, hostileHttp2 } from "./hostile-requests.ts";
import type { RawConnection } from "./raw-connection.ts";

// The server ends by itself within them what requests leave open. Those of TLS have to leave time for handshakes.
const limits = { STALL_TIMEOUT_MS: "100", IDLE_TIMEOUT_MS: "50", REQUEST_TIMEOUT_MS: "100" };
const headerTimeouts: Readonly<Record<Arrangement, string>> = { cleartext: "300", TLS: "1000" };
const REQUESTS_A_ROUND = 20;
const BOUND_MS = 15_000;
// What the protocols say of an encoding that is unknown, and of a message that did not arrive in time.
const ofTheProtocol: ReadonlySet<number> = new Set([501, 504]);

/**
 * Sends hostile requests, each on a connection of its own, and fails when a connection stays open, when what is the
 * client's fault is called the server's, or when the server no longer answers a good call.
 * @param rounds how many, of 20 requests over each version of HTTP
 */
export async function fuzzService(arrangement: Arrangement, rounds: number): Promise<void> {
  await using attacked = await startAttacked(arrangement, {
    HEADER_TIMEOUT_MS: headerTimeouts[arrangement],
    ...limits,
  });
  const many = (one: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer[]> =>
    fc.array(one, { minLength: REQUESTS_A_ROUND, maxLength: REQUESTS_A_ROUND });
  await fc.assert(
    fc.asyncProperty(many(hostileHttp1), many(hostileHttp2), async (requests, frames) => {
      const answers: Promise<number[]>[] = [];
      // One after the other, so that no handshake waits for others; all are answered at the same time.
      for (const bytes of requests) answers.push(answerOf(await attacked.open(), bytes, statusesOverHttp1));
      for (const bytes of frames) answers.push(answerOf(await attacked.openHttp2(), bytes, statusesOverHttp2));
      const failures = (await Promise.all(answers)).flat().filter(isFailure);
      if (failures.length > 0) throw new Error(`the server takes the blame: ${failures.join(", ")}`);
      await liveOn(attacked);
    }),
    // Shrinking would take minutes: the seed and the requests are printed.
    { numRuns: rounds, endOnFailure: true },
  );
}

async function liveOn(attacked: AttackedService): Promise<void> {
  await attacked.callWell();
  const errors = attacked.service.logged.filter((line) => line.includes('"level":"error"'));
  if (errors.length > 0) throw new Error(`the server logged failures:\n${errors.join("")}`);
}

function isFailure(status: number): boolean {
  return status >= 500 && status < 600 && !ofTheProtocol.has(status);
}

/** Sends bytes, and what has come when the server has closed the connection. */
async function answerOf(
  connection: RawConnection,
  bytes: Buffer,
  statuses: (received: Buffer) => number[],
): Promise<number[]> {
  await using open = connection;
  open.socket.write(bytes);
  const late: PromiseWithResolvers<never> = Promise.withResolvers();
  const timer = setTimeout(() => {
    late.reject(new Error(`the connection stayed open after ${JSON.stringify(bytes.toString("latin1"))}`));
  }, BOUND_MS);
  try {
    await Promise.race([open.closed, late.promise]);
  } finally {
    clearTimeout(timer);
  }
  return statuses(open.received());
}

function statusesOverHttp1(received: Buffer): number[] {
  return [...received.toString("latin1").matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}

function statusesOverHttp2(received: Buffer): number[] {
  return parseFrames(received).flatMap((frame) => statusOf(frame) ?? []);
}
