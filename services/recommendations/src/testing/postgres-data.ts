import { randomBytes } from "node:crypto";
import { type PostgresServer, startPostgres } from "@breakwater/testkit";
import { Client } from "pg";
import { openPostgresStore } from "../store/postgres.ts";
import type { StoreData } from "./store-contract.ts";

/** A PostgreSQL server for the tests of a file. */
export interface TestPostgres extends AsyncDisposable {
  /** The server of its own; undefined when `TEST_DATABASE_URL` names one that others use too. */
  readonly own: PostgresServer | undefined;
  /** Connects to the database that has the schemas. */
  readonly url: string;
  /** Runs one statement. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** A new empty schema. */
  schema(): Promise<TestSchema>;
}

/** A place for the tables of a store. Disposing it drops it. */
export interface TestSchema extends AsyncDisposable {
  readonly name: string;
  /** Connects to it. */
  readonly url: string;
}

/**
 * Starts a server, or takes the one that `TEST_DATABASE_URL` names.
 * @throws with what to do, when there is none: tests that need it fail then
 */
export async function testPostgres(given: string = process.env["TEST_DATABASE_URL"] ?? ""): Promise<TestPostgres> {
  const own = given === "" ? await startPostgres() : undefined;
  const url = own?.url ?? given;
  const query = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  if (own === undefined) await query("SELECT 1").catch(failGiven);
  return {
    own,
    url,
    query,
    schema: async () => {
      const name = `test_${randomBytes(8).toString("hex")}`;
      await query(`CREATE SCHEMA ${name}`);
      return {
        name,
        url: withOptions(url, `-c search_path=${name}`),
        [Symbol.asyncDispose]: async () => void (await query(`DROP SCHEMA ${name} CASCADE`)),
      };
    },
    [Symbol.asyncDispose]: async () => await own?.[Symbol.asyncDispose](),
  };
}

function failGiven(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(
    `The server that TEST_DATABASE_URL names cannot be used (${reason}): start it, or unset the variable.`,
    {
      cause: error,
    },
  );
}

/** The same database with settings for each session. */
export function withOptions(url: string, options: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}options=${encodeURIComponent(options)}`;
}

/** Data of a PostgreSQL store in a schema of its own. */
export async function postgresData(server: TestPostgres): Promise<StoreData> {
  const schema = await server.schema();
  return {
    open: (books) => openPostgresStore({ url: schema.url }, books),
    [Symbol.asyncDispose]: () => schema[Symbol.asyncDispose](),
  };
}
