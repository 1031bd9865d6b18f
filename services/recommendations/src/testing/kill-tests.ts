import { temporaryFolder } from "@breakwater/testkit";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PostgresDatabase } from "../store/postgres-database.ts";
import { DATA_FILE } from "../store/sqlite.ts";
import { SqliteDatabase } from "../store/sqlite-database.ts";
import { auditTables } from "./audit.ts";
import { type KillReport, killRounds } from "./kill-rounds.ts";
import { testPostgres } from "./postgres-data.ts";

// Enough for a kill that takes two starts on a busy machine.
const MS_PER_KILL = 12_000;
// Of each so many kills of the service, one comes with a kill of the database server.
const SERVER_KILL_EVERY = 5;

/** Kills the service on each engine so many times while it writes; nothing that it acknowledged may be lost. */
export function describeKills(kills: number): void {
  const limit = kills * MS_PER_KILL;
  test(
    `SQLite: ${kills} kills during writes lose nothing`,
    async () => expect(await killOnSqlite(kills)).toMatchObject({ kills, lost: [] }),
    limit,
  );
  test(
    `PostgreSQL: ${kills} kills during writes, some of the server too, lose nothing`,
    async () => expect(await killOnPostgres(kills)).toMatchObject({ kills, lost: [] }),
    limit,
  );
}

async function killOnSqlite(kills: number): Promise<KillReport> {
  using folder = temporaryFolder();
  const report = await killRounds({ rounds: kills, dataDir: folder.path, random: seeded("SQLite") });
  print("SQLite", report);
  const database = new SqliteDatabase(join(folder.path, DATA_FILE));
  expect(await database.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(await database.all("PRAGMA foreign_key_check")).toEqual([]);
  expect(await auditTables(database, requestIdsOf(report))).toEqual([]);
  await database.close();
  return report;
}

async function killOnPostgres(kills: number): Promise<KillReport> {
  using folder = temporaryFolder();
  // The server is killed, and so is never one that others use too.
  await using server = await testPostgres("");
  let serverKills = 0;
  const killMore = async (round: number): Promise<void> => {
    if (round % SERVER_KILL_EVERY !== 0) return;
    serverKills += 1;
    await server.own?.stop("kill");
    await server.own?.start();
  };
  const env = { DATABASE_URL: server.url };
  const random = seeded("PostgreSQL");
  const report = await killRounds({ rounds: kills, dataDir: folder.path, env, random, killMore });
  print("PostgreSQL", report, `, ${serverKills} of them with the server`);
  expect(serverKills).toBe(Math.floor(kills / SERVER_KILL_EVERY));
  const database = new PostgresDatabase({ url: server.url });
  await database.all("CREATE EXTENSION amcheck");
  // Fails when an index and its table do not agree.
  await database.all(
    "SELECT bt_index_check(index.oid, true) FROM pg_class index JOIN pg_am ON pg_am.oid = relam WHERE relkind = 'i' AND amname = 'btree'",
  );
  expect(await auditTables(database, requestIdsOf(report))).toEqual([]);
  await database.close();
  return report;
}

function requestIdsOf({ acknowledged }: KillReport): string[] {
  return acknowledged.map(({ request }) => request.requestId);
}

function print(engine: string, { kills, acknowledged, lost }: KillReport, more = ""): void {
  const text = `${kills} kills${more}, ${acknowledged.length} acknowledged writes, ${lost.length} lost`;
  console.log(`kill test, ${engine}: ${text}`);
}

/** Numbers from 0 to 1 from a seed that is printed, so that a failing run's can be put here. */
function seeded(engine: string): () => number {
  let state = Math.floor(Math.random() * 2 ** 32);
  console.log(`kill test, ${engine}: seed ${state}`);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
