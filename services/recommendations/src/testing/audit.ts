import type { Database, Row } from "../store/database.ts";

/**
 * What is wrong between the tables of a store: requests that are not there, and ratings that are not the sum of the
 * opinions. Empty when all is well.
 */
export async function auditTables(database: Database, requestIds: readonly string[]): Promise<readonly string[]> {
  const requests = await database.all("SELECT request_id FROM feedback_request");
  const known = new Set(requests.map((row) => row["request_id"]));
  const missing = requestIds.filter((id) => !known.has(id)).map((id) => `request ${id} is missing`);
  const counted = await database.all(
    `SELECT book_id, SUM(CASE WHEN vote = 1 THEN 1 ELSE 0 END) AS likes, SUM(CASE WHEN vote = -1 THEN 1 ELSE 0 END) AS dislikes
      FROM opinion GROUP BY book_id ORDER BY book_id`,
  );
  const ratings = await database.all("SELECT book_id, likes, dislikes FROM rating ORDER BY book_id");
  const [sums, kept] = [counted, ratings].map((rows) => rows.map(textOf).join("; "));
  return sums === kept ? missing : [...missing, `the opinions give ${sums}, and the ratings are ${kept}`];
}

function textOf(row: Row): string {
  return `${String(row["book_id"])} +${Number(row["likes"])} -${Number(row["dislikes"])}`;
}
