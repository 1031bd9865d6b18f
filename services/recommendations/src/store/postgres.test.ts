import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testBook } from "../testing/book.ts";
import { postgresData, testPostgres, type TestPostgres, withOptions } from "../testing/postgres-data.ts";
import { messageOf } from "../testing/message-of.ts";
import { describeStore } from "../testing/store-contract.ts";
import { inTurn, startStorePeer, type StorePeer } from "../testing/store-peer.ts";
import { openPostgresStore } from "./postgres.ts";

const books = [testBook()];
let server: TestPostgres;
let peer: StorePeer;
beforeAll(async () => {
  server = await testPostgres();
  peer = startStorePeer();
});
afterAll(async () => {
  await peer[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describeStore("PostgreSQL", () => postgresData(server));

describeStore("PostgreSQL with two processes in turn", async () => {
  const schema = await server.schema();
  return {
    open: async (catalogue) => {
      const stores = [openPostgresStore({ url: schema.url }, catalogue), peer.open(schema.url, catalogue)] as const;
      return inTurn(...(await Promise.all(stores)));
    },
    [Symbol.asyncDispose]: () => schema[Symbol.asyncDispose](),
  };
});

test("processes that open a new database at once share one secret and one catalogue", async () => {
  await using schema = await server.schema();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url: schema.url }, books)));
  const secrets = await Promise.all(stores.map((store) => store.secret()));
  expect(new Set(secrets.map((secret) => Buffer.from(secret).toString("hex"))).size).toBe(1);
  expect(await server.query(`SELECT version FROM ${schema.name}.schema_version`)).toEqual([{ version: 1 }]);
  await Promise.all(stores.map((store) => store.close()));
});

describe("a database that cannot be used is named with what to do, and without its password", () => {
  test("one of a newer release", async () => {
    await using schema = await server.schema();
    await (await openPostgresStore({ url: schema.url }, books)).close();
    await server.query(`UPDATE ${schema.name}.schema_version SET version = 2`);
    expect(await messageOf(openPostgresStore({ url: schema.url }, books))).toMatch(
      /^StoreFault: The database \S+ at \S+ has version 2 and this release knows 1: run a newer release\.$/,
    );
  });

  test("one that is read-only", async () => {
    await using schema = await server.schema();
    await (await openPostgresStore({ url: schema.url }, books)).close();
    const url = withOptions(server.url, `-c search_path=${schema.name} -c default_transaction_read_only=on`);
    expect(await messageOf(openPostgresStore({ url }, books))).toContain(
      "cannot be used: it cannot be written: name the",
    );
  });

  test("one that is not there", async () => {
    const url = new URL(server.url);
    url.pathname = "/none";
    expect(await messageOf(openPostgresStore({ url: url.href }, books))).toMatch(
      /^StoreFault: .*there is no such database: create/,
    );
  });

  test("a server that is not there", async () => {
    const message = await messageOf(openPostgresStore({ url: "postgres://u:hidden@127.0.0.1:1/d" }, books));
    expect(message).toContain("StoreFault: The database d at 127.0.0.1:1 cannot be used: it does not answer (");
    expect(message).toContain("ECONNREFUSED");
    expect(message).not.toContain("hidden");
  });
});

test("a server that TEST_DATABASE_URL names and that is not there fails the tests, and says which variable it was", async () => {
  expect(await messageOf(testPostgres("postgres://u:hidden@127.0.0.1:1/d"))).toMatch(
    /^Error: The server that TEST_DATABASE_URL names cannot be used \(.*ECONNREFUSED/,
  );
});
