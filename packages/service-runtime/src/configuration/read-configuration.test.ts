import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { assert, constantFrom, dictionary, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationFault } from "./configuration-fault.ts";
import { printConfiguration } from "./print-configuration.ts";
import { type Environment, readConfiguration } from "./read-configuration.ts";
import { flag, integer, listOf, nonEmpty, oneOf } from "./text-types.ts";

const settings = {
  port: { name: "PORT", default: "8080", meaning: "Port to listen on.", ...integer(0, 65_535) },
  host: { name: "HOST", default: "127.0.0.1", meaning: "Address to listen on.", ...nonEmpty("an address") },
  origins: { name: "ORIGINS", default: "", meaning: "Origins that may call.", ...listOf(nonEmpty("an origin")) },
  tls: { name: "TLS", default: "off", meaning: "Who shows a certificate.", ...oneOf("off", "server", "mutual") },
  verbose: { name: "VERBOSE", default: "false", meaning: "Whether to log more.", ...flag },
  token: {
    name: "TOKEN",
    default: "",
    secret: true,
    meaning: "Token of callers.",
    parse: (t: string) => t,
    expected: "a token",
  },
};

function faultsOf(environment: Environment): string[] {
  try {
    readConfiguration(settings, environment);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("the environment beats the file, and the file the default", () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    "service.yaml": "port: 1\nhost: '::1'\norigins: [https://a.example, https://b.example]\nverbose: true\n",
  });
  const path = join(folder.path, "service.yaml");
  const { values, effective } = readConfiguration(settings, { CONFIG_FILE: path, PORT: "2", TLS: "" });
  expect(values).toEqual({
    port: 2,
    host: "::1",
    origins: ["https://a.example", "https://b.example"],
    tls: "off",
    verbose: true,
    token: "",
  });
  expect(effective.map(({ key, source }) => `${key} ${source}`)).toEqual([
    "port PORT",
    `host ${path}:2`,
    `origins ${path}:3`,
    "tls default",
    `verbose ${path}:4`,
    "token default",
  ]);
});

test("all faults are listed at once, those of the file too", () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "service.yaml": "prot: 1\nhost: {}\nverbose: 1\n" });
  const path = join(folder.path, "service.yaml");
  expect(faultsOf({ CONFIG_FILE: path, PORT: "x", TLS: "on" })).toEqual([
    `${path}:2: "host" must be a text, a number, true, false or a list of them.`,
    `${path}:1: unknown key "prot". Known: port, host, origins, tls, verbose, token.`,
    'PORT: "x" is not a whole number from 0 to 65535. Port to listen on.',
    'TLS: "on" is not one of off, server, mutual. Who shows a certificate.',
    `VERBOSE: "1" (${path}:3) is not true or false. Whether to log more.`,
  ]);
});

test("a setting without a default has to be set", () => {
  const table = { url: { name: "URL", meaning: "Where the store is.", ...nonEmpty("an address") } };
  expect(() => readConfiguration(table, {})).toThrow("URL is not set, and has no default. Where the store is.");
  expect(readConfiguration(table, { URL: "x" }).values).toEqual({ url: "x" });
});

describe("a file that cannot be used is a fault that names it", () => {
  const table: readonly (readonly [content: string | undefined, expected: string])[] = [
    [undefined, "cannot be read: ENOENT"],
    ["port: [", ":1 is not YAML:"],
    ["- port", ":1: a configuration file is a mapping of keys to values."],
  ];
  for (const [content, expected] of table) {
    test(`${String(content)}: ${expected}`, () => {
      using folder = temporaryFolder();
      if (content !== undefined) writeFiles(folder.path, { "service.yaml": content });
      const [fault, ...others] = faultsOf({ CONFIG_FILE: join(folder.path, "service.yaml") });
      expect(fault).toContain(expected);
      expect(others).toEqual([]);
    });
  }
});

test("a secret can come from a file of its own, and is printed nowhere", () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { token: "s3cret-token\n" });
  const path = join(folder.path, "token");
  const { values, effective } = readConfiguration(settings, { TOKEN_FILE: path });
  expect(values.token).toBe("s3cret-token");
  expect(printConfiguration(effective)).not.toContain("s3cret");
  expect(printConfiguration(effective)).toContain(`TOKEN    (set)        (TOKEN_FILE (${path}))\n`);
  expect(faultsOf({ TOKEN_FILE: path, TOKEN: "x" })).toEqual(["TOKEN and TOKEN_FILE are both set: leave one out."]);
  expect(faultsOf({ TOKEN_FILE: `${path}.gone` })[0]).toContain("TOKEN_FILE: ENOENT");
  const strict = { token: { ...settings.token, ...integer(1, 2) } };
  expect(() => readConfiguration(strict, { TOKEN: "s3cret" })).toThrow(/^TOKEN: the value given is not a whole number/);
});

test("what is in force is printed with where it comes from", () => {
  const { effective } = readConfiguration(settings, { PORT: "1", TOKEN: "s3cret" });
  expect(printConfiguration(effective)).toBe(
    [
      'PORT     "1"          (PORT)',
      'HOST     "127.0.0.1"  (default)',
      'ORIGINS  ""           (default)',
      'TLS      "off"        (default)',
      'VERBOSE  "false"      (default)',
      "TOKEN    (set)        (TOKEN)",
      "",
    ].join("\n"),
  );
});

test("any environment gives values or a list of faults, and no other error", () => {
  const names = constantFrom("PORT", "HOST", "ORIGINS", "TLS", "VERBOSE", "TOKEN", "CONFIG_FILE", "TOKEN_FILE");
  assert(
    property(dictionary(names, string({ unit: "binary" })), (environment) => {
      const faults = faultsOf(environment);
      const found = faults.length > 0 || readConfiguration(settings, environment).effective.length === 6;
      expect(found).toBe(true);
    }),
  );
});
