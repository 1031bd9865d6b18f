import { setInterval, setTimeout } from "node:timers/promises";
import { Client } from "pg";
import type { Change } from "../domain/watch-hub.ts";
import { readNews } from "./feedback-news.ts";

/** Whose news to follow. */
export interface NewsOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The process's own name in the news, whose news are left out. */
  readonly sender: string;
  /** Told of feedback that another process has recorded; of undefined when some of it may have been missed. */
  readonly onChange: (change: Change | undefined) => void;
}

const RETRY_MS = 250;
const CONNECT_TIMEOUT_MS = 5000;
// A connection whose other end has gone without a word is noticed after these two.
const PROBE_EVERY_MS = 15_000;
const PROBE_TIMEOUT_MS = 5000;
const END_TIMEOUT_MS = 1000;

/**
 * Follows what other processes record in a database, on a connection of its own that is made again whenever it is lost.
 * Returns at once; disposing it ends it.
 */
export function followNews(options: NewsOptions): AsyncDisposable {
  const closing = new AbortController();
  const following = follow(options, closing.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await following;
    },
  };
}

async function follow(options: NewsOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // What is wrong with the database is told by those who need it; here it only means to try again.
    await followOnce(options, signal).catch(() => undefined);
    await setTimeout(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Follows until the connection is lost, or the signal is aborted. */
async function followOnce({ url, sender, onChange }: NewsOptions, signal: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: "recommendations news",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    keepAlive: true,
  });
  const ended = new AbortController();
  client.on("error", () => ended.abort()).on("end", () => ended.abort());
  client.on("notification", ({ payload = "" }) => {
    const news = readNews(payload);
    if (news?.sender !== sender) onChange(news?.change);
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ channel: string }>(`SELECT quote_ident(${NEWS_CHANNEL}) AS channel`);
    await client.query(`LISTEN ${rows[0]?.channel}`);
    // Whatever was recorded until now was not told here.
    onChange(undefined);
    const over = AbortSignal.any([signal, ended.signal]);
    // Rejects when it is over; probes are answered or fail.
    for await (const _ of setInterval(PROBE_EVERY_MS, undefined, { signal: over })) await client.query("SELECT 1");
  } finally {
    await Promise.race([client.end().catch(() => undefined), setTimeout(END_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

/** Name of the channel, in SQL: each schema has its own, as it has its own data. */
export const NEWS_CHANNEL = "'recommendations_feedback_' || current_schema()";
