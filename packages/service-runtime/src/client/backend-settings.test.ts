import { type TestAuthority, testAuthority } from "@breakwater/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigurationFault } from "../configuration/configuration-fault.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { runtimeSettings } from "../runtime-settings.ts";
import { backendSettings } from "./backend-settings.ts";

const books = backendSettings({ prefix: "BOOKS", title: "the service that has books" });
const settings = {
  ...runtimeSettings,
  booksUrl: books.url,
  booksCaFile: books.caFile,
  booksCertFile: books.certFile,
  booksKeyFile: books.keyFile,
};

let authority: TestAuthority;
let own: Readonly<Record<string, string>>;
let files: Readonly<Record<string, string>>;
beforeAll(async () => {
  authority = await testAuthority();
  const server = authority.write("server", await authority.issue());
  const caller = authority.write("caller", await authority.issue({ usages: ["client"] }));
  const { caFile } = authority;
  own = { TLS: "mutual", TLS_CERT_FILE: server.certFile, TLS_KEY_FILE: server.keyFile, TLS_CA_FILE: caFile };
  files = { BOOKS_CERT_FILE: caller.certFile, BOOKS_KEY_FILE: caller.keyFile, BOOKS_CA_FILE: caFile };
});
afterAll(() => authority[Symbol.dispose]());

const secure = "https://books.test:8443";

/** What is wrong with an environment, a line each. */
function faultsOf(environment: Readonly<Record<string, string>>): string[] {
  try {
    readConfiguration(settings, environment);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("an http address needs no files, and an https address its own or those of the port", () => {
  expect(faultsOf({ BOOKS_URL: "http://127.0.0.1:8080", BOOKS_CA_FILE: "/nowhere" })).toEqual([]);
  expect(faultsOf({ BOOKS_URL: secure, ...files })).toEqual([]);
  expect(faultsOf({ BOOKS_URL: secure, ...own })).toEqual([]);
  expect(faultsOf({ BOOKS_URL: secure, ...own, ...files })).toEqual([]);
});

test("what an https address lacks is told, each by the variable to set", () => {
  const lacks = (name: string): string =>
    `${name} is not set, and the https of BOOKS_URL needs it: name a file in PEM.`;
  const all = ["BOOKS_CERT_FILE", "BOOKS_KEY_FILE", "BOOKS_CA_FILE"].map(lacks);
  expect(faultsOf({ BOOKS_URL: secure })).toEqual(all);
  // A server that trusts no callers has no CA for them.
  expect(faultsOf({ BOOKS_URL: secure, ...own, TLS: "server" })).toEqual(all);
  // A pair is never made of two places.
  const half = { BOOKS_CERT_FILE: files["BOOKS_CERT_FILE"] ?? "" };
  expect(faultsOf({ BOOKS_URL: secure, ...own, ...half })).toEqual([lacks("BOOKS_KEY_FILE")]);
});

test("a certificate of the port that no caller can show is named by its own variable", async () => {
  const { certFile, keyFile } = authority.write("server-only", await authority.issue({ usages: ["server"] }));
  expect(faultsOf({ BOOKS_URL: secure, ...own, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile })).toEqual([
    `TLS_CERT_FILE: ${certFile} holds no certificate of a caller: its extended key usage lacks clientAuth.`,
  ]);
});

for (const text of ["books.test", "ftp://books.test", "https://books.test/v1", "https://u:p@books.test", "http://"]) {
  test(`${text} is no address`, () => {
    expect(faultsOf({ BOOKS_URL: text })).toEqual([
      `BOOKS_URL: "${text}" is not an address without a path, as in https://books.example:8443. Address of the service that has books: with https over mutual TLS, with http in cleartext.`,
    ]);
  });
}

test("an address without a default has to be set, and loses the slash at its end", () => {
  expect(faultsOf({})[0]).toContain("BOOKS_URL is not set, and has no default.");
  expect(readConfiguration(settings, { BOOKS_URL: "http://books.test/" }).values.booksUrl).toBe("http://books.test");
  const { url } = backendSettings({ prefix: "BOOKS", title: "books", defaultUrl: "http://127.0.0.1:1" });
  expect(readConfiguration({ url }, {}).values.url).toBe("http://127.0.0.1:1");
});
