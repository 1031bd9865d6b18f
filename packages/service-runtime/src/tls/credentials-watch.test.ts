import { rmSync } from "node:fs";
import { type TestAuthority, daysFromNow, testAuthority } from "@breakwater/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "../server/log.ts";
import { type CredentialsWatch, watchCredentials } from "./credentials-watch.ts";
import { type Credentials, type TlsFiles, readCredentials } from "./read-credentials.ts";

const DAY_MS = 86_400_000;

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});
afterAll(() => authority[Symbol.dispose]());
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Watched {
  readonly watch: CredentialsWatch;
  readonly messages: readonly string[];
  readonly changes: readonly Credentials[];
}

/** Watches a certificate that ends after so many days, with 14 days of warning. */
async function watchOne(days: number, change: Partial<TlsFiles> = {}): Promise<Watched> {
  const paths = authority.write("server", await authority.issue({ notAfter: daysFromNow(days) }));
  const files = { mode: "server", ...paths, caFile: "" } as const;
  const { credentials: current } = readCredentials(files);
  if (current === undefined) throw new Error("the files are not whole");
  const messages: string[] = [];
  const changes: Credentials[] = [];
  const log = createLog((line) => messages.push(String(JSON.parse(line).message)));
  const onChange = (credentials: Credentials): void => void changes.push(credentials);
  const watch = watchCredentials({ files: { ...files, ...change }, current, warningDays: 14, log, onChange });
  return { watch, messages, changes };
}

test("a certificate that ends is warned of each day, from the day on that was set until it has ended", async () => {
  const { watch, messages } = await watchOne(15.5);
  vi.advanceTimersByTime(DAY_MS);
  expect(messages).toEqual([]);
  vi.advanceTimersByTime(2 * DAY_MS);
  const ends = (days: number): string => `the TLS certificate ends in ${days} days: renew it`;
  expect(messages).toEqual([ends(13), ends(12)]);
  vi.advanceTimersByTime(13 * DAY_MS);
  expect(messages.at(-1)).toMatch(/^the TLS certificate has expired/);
  watch[Symbol.dispose]();
  const told = messages.length;
  vi.advanceTimersByTime(DAY_MS);
  expect(messages.length).toBe(told);
});

test("a new certificate is found within a day where the system tells of no change", async () => {
  const { watch, messages, changes } = await watchOne(20);
  const next = authority.write("server", await authority.issue({ notAfter: daysFromNow(30) }));
  vi.advanceTimersByTime(DAY_MS);
  expect(changes.map(({ cert }) => cert)).toEqual([
    readCredentials({ mode: "server", ...next, caFile: "" }).credentials?.cert,
  ]);
  expect(messages).toEqual(["TLS certificates reloaded"]);
  watch.reload();
  expect(changes.length).toBe(1);
  watch[Symbol.dispose]();
});

test("files that are gone are told, and change nothing", async () => {
  const { watch, messages, changes } = await watchOne(20);
  rmSync(authority.write("server", await authority.issue()).keyFile);
  watch.reload();
  expect(messages).toEqual(["TLS certificates not reloaded; those from before stay in use"]);
  expect(changes).toEqual([]);
  watch[Symbol.dispose]();
});

test("a folder that cannot be watched is told, and ends nothing", async () => {
  const { watch, messages } = await watchOne(20, { certFile: "/nowhere/server.crt" });
  expect(messages).toEqual(["TLS certificates are not watched; SIGHUP reads them again"]);
  watch[Symbol.dispose]();
});
