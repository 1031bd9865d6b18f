import { setTimeout } from "node:timers/promises";
import { Client, Pool, type PoolClient, types } from "pg";
import type { Database, Row, Session, SqlValue } from "./database.ts";
import { type Dialect, postgresDialect } from "./dialect.ts";
import { LostConnection, postgresFault } from "./postgres-fault.ts";
import { decodeText, encodeText } from "./postgres-text.ts";
import { StoreFault } from "./store-fault.ts";

/** How a database of a PostgreSQL server is used. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Told when the database can no longer be reached, and when it can again. Default: nobody. */
  readonly onReachable?: (isReachable: boolean) => void;
}

const CONNECTIONS = 10;
// Shorter than a caller's deadline, so that it hears the reason.
const CONNECT_TIMEOUT_MS = 5000;
const QUERY_TIMEOUT_MS = 20_000;
// Each connection may turn out to be lost, one after the other; then comes a new one.
const RUNS = CONNECTIONS + 1;
const PROBE_PAUSE_MS = 250;
// A host that goes without a word ends no connection: only an answer that does not come tells.
const PROBE_EVERY_MS = 2000;

/** A database of a PostgreSQL server. Connections that are lost are made anew, and what ran on them is run again. */
export class PostgresDatabase implements Database {
  readonly dialect: Dialect = postgresDialect;
  /** The database, for people; without its password. */
  readonly subject: string;
  readonly #pool: Pool;
  readonly #onReachable: (isReachable: boolean) => void;
  readonly #closing = new AbortController();
  readonly #probing: NodeJS.Timeout;
  #isReachable = true;
  #isAsking = false;
  // How often something made it doubtful that the database answers.
  #doubts = 0;

  /** Connects to nothing yet. */
  constructor({ url, onReachable = () => undefined }: PostgresOptions) {
    const { host, port, database } = new Client({ connectionString: url });
    this.subject = `The database ${database} at ${host}:${port}`;
    this.#onReachable = onReachable;
    this.#pool = new Pool({
      connectionString: url,
      application_name: "recommendations",
      max: CONNECTIONS,
      // One that waits tells at once when the server goes.
      min: 1,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      types: {
        // Counts and times are all far below 2^53.
        getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
      },
    });
    // Each connection tells of its end itself: the pool says nothing of one that ends between a query and its return.
    this.#pool.on("connect", (client) => client.on("error", () => void this.#awaitDatabase()));
    // Of idle ones the pool tells too, and without a listener that ends the process.
    this.#pool.on("error", () => undefined);
    this.#probing = setInterval(() => void this.#awaitDatabase(), PROBE_EVERY_MS).unref();
  }

  async all(sql: string, ...parameters: readonly SqlValue[]): Promise<readonly Row[]> {
    return await this.#run((session) => session.all(sql, ...parameters));
  }

  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#run((session) => inTransaction(session, "BEGIN ISOLATION LEVEL READ COMMITTED", work));
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#run((session) =>
      inTransaction(session, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#probing);
    await this.#pool.end();
  }

  /** Runs work; when the database cannot be reached, begins to ask for it. */
  async #run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#runOnConnections(work);
    } catch (error) {
      if (error instanceof StoreFault && error.kind === "unavailable") void this.#awaitDatabase();
      throw error;
    }
  }

  /** Runs work on a connection; again on another one while that was lost. */
  async #runOnConnections<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let runs = 1; ; runs += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        return await this.#runOnce(work);
      } catch (error) {
        if (!(error instanceof LostConnection) || runs === RUNS) throw error;
      }
    }
  }

  async #runOnce<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#faultsOf(() => this.#pool.connect());
    let isSound = false;
    try {
      const result = await work({
        all: (sql, ...parameters) => this.#faultsOf(() => query(client, sql, parameters)),
      });
      isSound = true;
      return result;
    } finally {
      // After any failure the state of a connection is not known for sure, and a new one costs little.
      client.release(!isSound);
    }
  }

  async #faultsOf<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw postgresFault(this.subject, error) ?? error;
    }
  }

  /** Asks the database for a sign of life, until there is one, and tells whoever wants to know. */
  async #awaitDatabase(): Promise<void> {
    this.#doubts += 1;
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { signal } = this.#closing;
    // A connection may be lost right after it has answered: what raises a doubt meanwhile is asked once more.
    for (let settled = 0; settled !== this.#doubts && !signal.aborted;) {
      const asked = this.#doubts;
      const question = this.#runOnConnections((session) => session.all("SELECT 1"));
      // oxlint-disable-next-line no-await-in-loop
      const answers = await question.then(
        () => true,
        () => false,
      );
      this.#tell(answers);
      if (answers) settled = asked;
      // oxlint-disable-next-line no-await-in-loop
      else await setTimeout(PROBE_PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#isAsking = false;
  }

  #tell(isReachable: boolean): void {
    if (isReachable === this.#isReachable || this.#closing.signal.aborted) return;
    this.#isReachable = isReachable;
    this.#onReachable(isReachable);
  }
}

async function inTransaction<T>(session: Session, begin: string, work: (session: Session) => Promise<T>): Promise<T> {
  await session.all(begin);
  try {
    const result = await work(session);
    await session.all("COMMIT");
    return result;
  } catch (error) {
    // With the connection the transaction is undone too, if this fails.
    if (!(error instanceof LostConnection)) await session.all("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function query(client: PoolClient, sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
  let count = 0;
  const text = sql.replaceAll("?", () => `$${(count += 1)}`);
  const values = parameters.map((value) => (typeof value === "string" ? encodeText(value) : value));
  const { rows } = await client.query<Record<string, unknown>>(text, values);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decoded(value)])));
}

function decoded(value: unknown): unknown {
  return typeof value === "string" ? decodeText(value) : value;
}
