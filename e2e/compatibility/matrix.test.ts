import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  packClient,
  type Program,
  repositoryRoot,
  type RunningStack,
  startProgram,
  startStack,
  temporaryFolder,
} from "@breakwater/testkit";
import { fromBinary, toJson } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Consumer, createConsumer } from "./consumer.ts";
import { enumValue, nextSchema, textField } from "./next-schema.ts";
import { type NextBook, startNextServer } from "./next-server.ts";
import { protocols } from "./programs/protocols.ts";
import { Report, type Server } from "./report.ts";

const folder = join(repositoryRoot, "e2e/released");
const releases = readdirSync(folder).flatMap((name) => /^recommendations-(.+)\.tgz$/.exec(name)?.[1] ?? []);
const current = "working tree";
const clients = [...releases, current];

const consumers = new Map<string, Consumer>();
const report = new Report();
let stack: RunningStack;
/** The service as it is now. */
let service: Server;

beforeAll(async () => {
  using packing = temporaryFolder("breakwater-pack-");
  const { tarball } = await packClient("recommendations", packing.path);
  const kept = releases.map((release) => [release, join(folder, `recommendations-${release}.tgz`)] as const);
  const install = [[current, tarball] as const, ...kept].map(async ([release, path]) => {
    consumers.set(release, await createConsumer(release, path));
  });
  await Promise.all(install);
  stack = await startStack();
  const url = stack.url("recommendations");
  service = { name: current, addresses: { http1: url, http2: url } };
});

afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  for (const consumer of consumers.values()) consumer[Symbol.dispose]();
  console.log(`client → server\n${report.toString()}`);
});

function consumerOf(release: string): Consumer {
  const consumer = consumers.get(release);
  if (consumer === undefined) throw new Error(`nobody has installed ${release}`);
  return consumer;
}

/** Starts the server that a release was made for. */
async function startReleased(release: string): Promise<{ program: Program; server: Server }> {
  const { program, addresses } = await consumerOf(release).serve();
  return { program, server: { name: release, addresses } };
}

test("what is written for a release compiles with each one since, and not with one before", async () => {
  for (const client of clients) {
    for (const program of ["read-books", "serve-books"]) {
      expect([client, await consumerOf(client).compile(program)]).toEqual([client, []]);
    }
  }
  expect(await consumerOf(current).compile("search-books")).toEqual([]);
  // "Property 'searchBooks' does not exist", and what follows from it.
  expect(await consumerOf("1.0.0").compile("search-books")).toContain("TS2339");
});

test.each(releases)("the gate finds nothing in the schemas that breaks who has %s", async (release) => {
  const gate = ["--conditions=@breakwater/source", "packages/gate/src/main.ts", "-C", repositoryRoot];
  const args = [...gate, "check", "--only", "breaking", "--against", consumerOf(release).image];
  const { code, stdout, stderr } = await startProgram(process.execPath, args, { cwd: repositoryRoot }).exited;
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^(PASS|UNCHANGED)/);
});

describe("the service as it is", () => {
  test.each(clients)("answers a client of %s alike by each protocol, in v1 and v2", async (client) => {
    const answers = await consumerOf(current).run("read-books", service.addresses);
    const reference = answers.get("Connect, HTTP/1.1") ?? {};
    expect(reference).toMatchObject({
      v1: { books: [{ title: expect.any(String) }, {}, {}], refusal: "NotFound" },
      v2: {
        pages: [
          [{}, {}],
          [{}, {}],
        ],
        receipt: { bookId: "book-1", kind: 3, isDated: true },
        watched: [{}, {}],
      },
    });
    expect(await report.compare([consumerOf(client), service], "read-books", () => reference)).toEqual([]);
  });

  test("searches for a client that knows it", async () => {
    const expected: Answer = { search: ["Dune", "Dune Messiah"], recommend: 1 };
    expect(await report.compare([consumerOf(current), service], "search-books", () => expected)).toEqual([]);
  });
});

describe.each(releases)("a server of %s", (release) => {
  const [flow, quiet, ubik] = [
    { id: "book-1", title: "Flow", authors: ["A"], categories: [1], firstPublishedYear: 1990 },
    { id: "book-2", title: "Quiet", authors: ["B", "C"], categories: [1, 3], firstPublishedYear: 0 },
    { id: "book-3", title: "Ubik", authors: ["D"], categories: [2], firstPublishedYear: -44 },
  ].map((book) => ({ ...book, score: 0.5, reason: "editorsChoice" }));
  const v1 = {
    books: [
      { id: 1, title: "Flow" },
      { id: 2, title: "Quiet" },
    ],
    refusal: "NotFound",
  };
  const receipt = { bookId: "book-1", kind: 3, isDated: true };
  const watched = [flow, quiet];
  const v2 = { pages: [[flow, quiet], [ubik]], receipt, watched, refusal: "InvalidArgument" };

  test.each([release, current])("is understood by a client of %s, in v1 and v2", async (client) => {
    const { program, server } = await startReleased(release);
    await using _ = program;
    expect(await report.compare([consumerOf(client), server], "read-books", () => ({ v1, v2 }))).toEqual([]);
  });

  test("has no search, and the client that asks for it goes on without", async () => {
    const { program, server } = await startReleased(release);
    await using _ = program;
    const expected: Answer = { search: "not offered", recommend: 1 };
    expect(await report.compare([consumerOf(current), server], "search-books", () => expected)).toEqual([]);
  });
});

/** What `read-books` reads of a server that recommends one book, which v1 knows by its title. */
function answersOf(title: string, book: Readonly<Record<string, unknown>>): Answer {
  const read = { firstPublishedYear: 0, ...book, score: 0.5, reason: "editorsChoice" };
  return {
    v1: { books: [{ id: 1, title }], refusal: "NotFound" },
    v2: {
      pages: [[read], [read]],
      receipt: { bookId: "book-1", kind: 3, isDated: true },
      watched: [read],
      refusal: "InvalidArgument",
    },
  };
}

describe("a server of tomorrow, with more fields in requests and books and one more category,", () => {
  const tomorrow = nextSchema(({ message, enumeration }) => {
    for (const name of ["v1.RecommendRequest", "v2.RecommendRequest"]) {
      message(`recommendations.${name}`).field.push(textField("language"));
    }
    for (const name of ["v1.BookRecommendation", "v2.Book"]) {
      message(`recommendations.${name}`).field.push(textField("subtitle"));
    }
    enumeration("recommendations.v2.BookCategory").value.push(enumValue("BOOK_CATEGORY_POETRY"));
  });
  const subtitle = "The Psychology of Optimal Experience";
  /** The book that it recommends; a title or an author tells the language that was asked for. */
  const book: NextBook = {
    v1: ({ language = "no language" }) => ({ id: 1, title: language, subtitle }),
    v2: ({ language = "no language" }) => ({
      id: "book-1",
      title: "Flow",
      authors: [language],
      categories: ["BOOK_CATEGORY_POETRY", "BOOK_CATEGORY_MYSTERY"],
      subtitle,
    }),
  };
  const isJson = (protocol: string): boolean => protocol.startsWith("Connect with JSON");

  test.each(clients)("serves a client of %s, which sees the number of the category but not in JSON", async (client) => {
    await using next = await startNextServer(tomorrow, book);
    const differences = await report.compare(
      [consumerOf(client), { name: "tomorrow", ...next }],
      "read-books",
      (by) => {
        // JSON has names, and a name that is not known is no number: it is left out.
        const categories = isJson(by) ? [1] : [100, 1];
        return answersOf("no language", { id: "book-1", title: "Flow", authors: ["no language"], categories });
      },
    );
    expect(differences).toEqual([]);
  });

  test.each(clients)("gets back from a client of %s what that does not know, but not in JSON", async (client) => {
    await using next = await startNextServer(tomorrow, book);
    const answers = await consumerOf(client).run("forward-books", next.addresses);
    const message = tomorrow.message("recommendations.v2.RecommendResponse");
    const books = [...answers].map(([protocol, { forwarded }]) => {
      const bytes = Buffer.from(String(forwarded), "base64");
      return [protocol, toJson(message, fromBinary(message, bytes))];
    });
    const whole = book.v2({});
    const known = { ...whole, categories: ["BOOK_CATEGORY_MYSTERY"], subtitle: undefined };
    const expected = protocols.map(({ name }) => {
      const kept = { book: isJson(name) ? known : whole, score: 0.5, editorsChoice: {} };
      return [name, { recommendations: [kept], nextPageToken: "2" }];
    });
    expect(books).toEqual(expected);
  });
});

test("a change that breaks clients is seen, where it breaks them", async () => {
  const broken = nextSchema(({ message }) => {
    const { field: fields } = message("recommendations.v2.Book");
    for (const field of fields.filter(({ name }) => name === "title")) field.number = 100;
  });
  const book = { id: "book-1", title: "Flow", authors: ["A"], categories: ["BOOK_CATEGORY_MYSTERY"] };
  await using next = await startNextServer(broken, { v1: () => ({ id: 1, title: "Flow" }), v2: () => book });
  const server = { name: "a broken tomorrow", ...next };
  const expected = answersOf("Flow", { ...book, categories: [1] });
  const differences = await new Report().compare([consumerOf("1.0.0"), server], "read-books", () => expected);
  // JSON has no numbers.
  const binary = protocols.filter(({ name }) => !name.startsWith("Connect with JSON"));
  expect(differences).toMatchObject(binary.map(({ name }) => ({ protocol: name, part: "v2" })));
  expect(differences[0]?.found).toMatchObject({ pages: [[{ id: "book-1", title: "" }], [{}]] });
});
