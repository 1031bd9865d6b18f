import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfiguration } from "@breakwater/service-runtime";
import { spawnService, temporaryFolder, type TemporaryFolder } from "@breakwater/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "./commands.ts";
import { settings } from "./settings.ts";
import { books } from "./store/books.ts";
import { openPostgresStore } from "./store/postgres.ts";
import { openSqliteStore } from "./store/sqlite.ts";
import type { Store } from "./store/store.ts";
import { type TestPostgres, testPostgres } from "./testing/postgres-data.ts";
import { entry } from "./testing/recommendations-process.ts";

let server: TestPostgres;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** A place for data, and how it is told to the service. */
interface Place {
  readonly environment: Readonly<Record<string, string>>;
  open(): Promise<Store>;
}

const engines = {
  SQLite: async (stack: AsyncDisposableStack): Promise<Place> => {
    const { path } = stack.use(temporaryFolder());
    return { environment: { DATA_DIR: path }, open: () => openSqliteStore(path, books) };
  },
  PostgreSQL: async (stack: AsyncDisposableStack): Promise<Place> => {
    const { url } = stack.use(await server.schema());
    return { environment: { DATABASE_URL: url }, open: () => openPostgresStore({ url }, books) };
  },
};

async function run(name: string, environment: Place["environment"], ...args: readonly string[]): Promise<string> {
  const command = commands.find((candidate) => candidate.name === name);
  const { values } = readConfiguration(settings, environment);
  return (await command?.run(values, args)) ?? "no command";
}

const users = ["u", "\u0000", '\u2028\n"', "ü😀", ...Array.from({ length: 600 }, (_, index) => `user-${index}`)];

/** Gives a new store feedback of many users, more than are read or written at once. */
async function fill(place: Place): Promise<void> {
  const store = await place.open();
  const kinds = ["like", "dislike", "not-interested"] as const;
  const recorded = users.map((userId, index) =>
    store.record(
      { userId, bookId: `book-${(index % 81) + 1}`, kind: kinds[index % 3] ?? "like", requestId: `r-${index}` },
      new Date(1000 + index),
    ),
  );
  await Promise.all(recorded);
  await store.close();
}

/** Everything that a store tells, and that it knows its requests. */
async function contentOf(place: Place): Promise<unknown> {
  const store = await place.open();
  const tastes = await Promise.all(users.map((userId) => store.taste(userId)));
  const again = { userId: "u", bookId: "book-1", kind: "like", requestId: "r-0" } as const;
  const content = {
    books: await store.books(),
    secret: await store.secret(),
    ratings: Object.fromEntries(tastes[0]?.ratings ?? []),
    opinions: tastes.map(({ opinions }) => opinions),
    repeated: await store.record(again, new Date(0)),
  };
  await store.close();
  return content;
}

async function withPlaces(
  work: (file: string, from: Place, to: Place) => Promise<void>,
  [from, to]: readonly [keyof typeof engines, keyof typeof engines] = ["SQLite", "SQLite"],
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const folder: TemporaryFolder = stack.use(temporaryFolder());
  await work(join(folder.path, "backup"), await engines[from](stack), await engines[to](stack));
}

const ways = [
  ["SQLite", "SQLite"],
  ["SQLite", "PostgreSQL"],
  ["PostgreSQL", "SQLite"],
  ["PostgreSQL", "PostgreSQL"],
] as const;
for (const way of ways) {
  test(`a backup of ${way[0]} restored to ${way[1]} is the same data`, () =>
    withPlaces(async (file, from, to) => {
      await fill(from);
      const printed = await run("--backup", from.environment, file);
      // A header, a footer, and what follows its line feed.
      const rows = readFileSync(file, "utf8").split("\n").length - 3;
      expect(printed).toBe(`backup of ${rows} rows written to ${file}`);
      expect(rows).toBeGreaterThan(2 * users.length);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(existsSync(`${file}.partial`)).toBe(false);
      expect(await run("--restore", to.environment, file)).toBe(`${rows} rows restored from ${file}`);
      expect(await contentOf(to)).toEqual(await contentOf(from));
    }, way));
}

for (const engine of ["SQLite", "PostgreSQL"] as const) {
  test(`a backup of ${engine} while it is written to is of one moment`, () =>
    withPlaces(
      async (file, from, to) => {
        await fill(from);
        const store = await from.open();
        const writes = new AbortController();
        let recorded = 0;
        const writing = (async () => {
          while (!writes.signal.aborted) {
            recorded += 1;
            const userId = `later-${recorded}`;
            // oxlint-disable-next-line no-await-in-loop
            await store.record({ userId, bookId: "book-1", kind: "like", requestId: "r" }, new Date(1));
          }
        })();
        await run("--backup", from.environment, file);
        writes.abort();
        await writing;
        await store.close();
        await run("--restore", to.environment, file);
        const lines = readFileSync(file, "utf8").split("\n");
        const likes = lines.filter((line) => /^\["opinion",.*"book-1","like",1,/.test(line)).length;
        const restored = await to.open();
        expect((await restored.taste("u")).ratings.get("book-1")?.likes).toBe(likes);
        await restored.close();
      },
      [engine, engine],
    ));
}

describe("a restore", () => {
  test("is refused where there is feedback, unless that may go", () =>
    withPlaces(async (file, from, to) => {
      await fill(from);
      await run("--backup", from.environment, file);
      const store = await to.open();
      await store.record({ userId: "x", bookId: "book-2", kind: "like", requestId: "r" }, new Date(1));
      await store.close();
      await expect(run("--restore", to.environment, file)).rejects.toThrow(/has feedback already.* add --replace/);
      const kept = await to.open();
      expect((await kept.taste("x")).opinions).toHaveLength(1);
      await kept.close();
      await run("--restore", to.environment, file, "--replace");
      expect(await contentOf(to)).toEqual(await contentOf(from));
    }));

  test("is refused where a service runs", () =>
    withPlaces(async (file, from, to) => {
      await fill(from);
      await run("--backup", from.environment, file);
      const store = await to.open();
      await expect(run("--restore", to.environment, file)).rejects.toThrow(`is held by process ${process.pid} on `);
      await store.close();
    }));

  const damages: { what: string; damage: (file: string) => void; text: RegExp }[] = [
    {
      what: "was cut off",
      damage: (file) => writeFileSync(file, readFileSync(file, "utf8").split("\n").slice(0, 300).join("\n")),
      text: /The backup is damaged at .*backup:301, where it ends too early: take another one\. Nothing was restored\./,
    },
    {
      what: "was changed",
      damage: (file) => writeFileSync(file, readFileSync(file, "utf8").replace('"dislike"', '"like"')),
      text: /The backup is damaged at /,
    },
    { what: "goes on", damage: (file) => appendFileSync(file, '["book"]\n'), text: /The backup is damaged at / },
    { what: "is something else", damage: (file) => writeFileSync(file, "{}\n"), text: /is no backup of this service/ },
    {
      what: "is of another version",
      damage: (file) => writeFileSync(file, readFileSync(file, "utf8").replace('"schema":1', '"schema":2')),
      text: /has version 2 and this release restores 1: restore it with the release that made it/,
    },
  ];
  for (const { what, damage, text } of damages) {
    test(`of a file that ${what} is refused, and nothing changes`, () =>
      withPlaces(async (file, from) => {
        await fill(from);
        await run("--backup", from.environment, file);
        const before = await contentOf(from);
        damage(file);
        await expect(run("--restore", from.environment, file, "--replace")).rejects.toThrow(text);
        expect(await contentOf(from)).toEqual(before);
      }));
  }

  test("of a file that is not there says so", () =>
    withPlaces(async (file, from) => {
      await expect(run("--restore", from.environment, file)).rejects.toThrow(/cannot be read \(ENOENT/);
    }));
});

describe("a backup", () => {
  test("never takes the place of a file, nor is one made where it cannot be", () =>
    withPlaces(async (file, from) => {
      await fill(from);
      writeFileSync(file, "mine");
      await expect(run("--backup", from.environment, file)).rejects.toThrow(`There is a file ${file} already`);
      expect(readFileSync(file, "utf8")).toBe("mine");
      await expect(run("--backup", from.environment, `${file}/b`)).rejects.toThrow(/cannot be written \(ENOTDIR/);
    }));

  test("of nothing is refused, and makes nothing", () =>
    withPlaces(async (file, from) => {
      await expect(run("--backup", from.environment, file)).rejects.toThrow(/There is no data file .*: set DATA_DIR/);
      expect(existsSync(file)).toBe(false);
    }));
});

test("the program does both by its arguments, and says what is wrong with them", async () => {
  await withPlaces(async (file, from, to) => {
    await fill(from);
    await using made = spawnService({ entry, args: ["--backup", file], env: from.environment });
    expect(await made.exited).toEqual({ code: 0, signal: null });
    await using restored = spawnService({ entry, args: ["--restore", file], env: to.environment });
    expect(await restored.exited).toEqual({ code: 0, signal: null });
    expect(restored.output.stdout).toMatch(/^\d+ rows restored from \S+\n$/);
    await using wrong = spawnService({ entry, args: ["--backup"], env: from.environment });
    expect(await wrong.exited).toEqual({ code: 2, signal: null });
    expect(wrong.output.stderr).toContain("usage: --backup FILE");
    await using again = spawnService({ entry, args: ["--restore", file], env: to.environment });
    expect(await again.exited).toEqual({ code: 70, signal: null });
    expect(again.output.stderr).toContain("add --replace");
  });
});
