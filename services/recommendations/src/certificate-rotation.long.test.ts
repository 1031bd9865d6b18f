import { writeFileSync } from "node:fs";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { connectBackend, createLog } from "@breakwater/service-runtime";
import { type TestAuthority, daysFromNow, temporaryFolder, testAuthority } from "@breakwater/testkit";
import { createClient } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { startRecommendations } from "./testing/recommendations-process.ts";

const rotations = 50;
const inFlight = 100;

/** The log of a caller, whose lines can be waited for. */
class CallerLog {
  #text = "";
  #waiting: (() => void)[] = [];

  readonly write = (line: string): void => {
    this.#text += line;
    for (const wake of this.#waiting.splice(0)) wake();
  };

  async shows(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
  }
}

test(`${rotations} renewals of both certificates, and of the CA in between, under ${inFlight} calls: no caller sees an error`, async () => {
  using first = await testAuthority("First CA");
  using second = await testAuthority("Second CA");
  using folder = temporaryFolder();
  // Until all certificates are of the second CA, both are trusted.
  const both = `${first.identity.certificate}${second.identity.certificate}`;
  const { caFile } = first;
  writeFileSync(caFile, both);
  const server = first.write("server", await first.issue());
  const caller = first.write("caller", await first.issue({ usages: ["client"] }));
  await using service = await startRecommendations(folder.path, {
    TLS: "mutual",
    TLS_CERT_FILE: server.certFile,
    TLS_KEY_FILE: server.keyFile,
    TLS_CA_FILE: caFile,
    LOG_LEVEL: "info",
  });
  const lines = new CallerLog();
  const log = createLog(lines.write);
  const { url } = service;
  using backend = connectBackend({ prefix: "BOOKS", backend: { url, caFile, ...caller }, log, retry: { retries: 0 } });
  const client = createClient(RecommendationsService, backend.transport);
  const over = new AbortController();
  const errors = new Map<string, number>();
  let calls = 0;
  const callers = Array.from({ length: inFlight }, async () => {
    while (!over.signal.aborted) {
      calls += 1;
      await client.recommend({ userId: 7, category: BookCategory.MYSTERY }).catch((error: unknown) => {
        errors.set(String(error), (errors.get(String(error)) ?? 0) + 1);
      });
    }
  });
  for (let rotation = 1; rotation <= rotations; rotation += 1) {
    const issuer: TestAuthority = rotation <= rotations / 2 ? first : second;
    // Each ends at another time, by which the log tells it from the one before.
    const notAfter = new Date(Math.floor(daysFromNow(1).getTime() / 1000) * 1000 + rotation * 60_000);
    const renewed = JSON.stringify({ expires_at: notAfter.toISOString() }).slice(1, -1);
    const calledBefore = calls;
    first.write("server", await issuer.issue({ notAfter }));
    await service.printed("stderr", renewed);
    first.write("caller", await issuer.issue({ usages: ["client"], notAfter }));
    await lines.shows(renewed);
    await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
    expect(calls).toBeGreaterThan(calledBefore);
  }
  over.abort();
  await Promise.all(callers);
  console.log(`certificate rotation: ${rotations} renewals of both sides, ${calls} calls`);
  expect(Object.fromEntries(errors)).toEqual({});
});
