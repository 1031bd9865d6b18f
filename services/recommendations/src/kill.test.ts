import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { SqliteDatabase } from "./store/sqlite-database.ts";
import { DATA_FILE } from "./store/sqlite.ts";
import { auditTables } from "./testing/audit.ts";
import { killRounds, unknownTo } from "./testing/kill-rounds.ts";
import { describeKills } from "./testing/kill-tests.ts";
import { startRecommendations } from "./testing/recommendations-process.ts";

// The long test does the same 50 times.
describeKills(5);

test("a write that is lost after all is found by both checks, and a rating that is off as well", async () => {
  using folder = temporaryFolder();
  const { acknowledged } = await killRounds({ rounds: 1, dataDir: folder.path, random: () => 0.2 });
  const path = join(folder.path, DATA_FILE);
  const [first] = acknowledged;
  const requestId = first?.request.requestId ?? "";
  const file = new DatabaseSync(path);
  file.prepare("DELETE FROM feedback_request WHERE request_id = ?").run(requestId);
  file.exec("UPDATE rating SET likes = likes + 1 WHERE book_id = 'book-1'");
  file.close();
  const database = new SqliteDatabase(path);
  const faults = await auditTables(
    database,
    acknowledged.map(({ request }) => request.requestId),
  );
  expect(faults[0]).toBe(`request ${requestId} is missing`);
  expect(faults[1]).toMatch(/^the opinions give book-1 \+/);
  expect(faults).toHaveLength(2);
  await database.close();
  await using service = await startRecommendations(folder.path);
  expect(await unknownTo(service, acknowledged)).toEqual([first]);
});
