import { writeFileSync } from "node:fs";
import { type TestAuthority, testAuthority } from "@breakwater/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigurationFault } from "../configuration/configuration-fault.ts";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { runtimeSettings } from "../runtime-settings.ts";

let authority: TestAuthority;
let server: { readonly certFile: string; readonly keyFile: string };
beforeAll(async () => {
  authority = await testAuthority();
  server = authority.write("server", await authority.issue());
});
afterAll(() => authority[Symbol.dispose]());

/** What is wrong with settings, a line each; `files` replace those that fit. */
function faultsOf(files: Readonly<Record<string, string>>, mode = "mutual"): string[] {
  const { certFile, keyFile } = server;
  const fitting = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: authority.caFile };
  try {
    readConfiguration(runtimeSettings, { TLS: mode, ...fitting, ...files });
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("files that fit are no fault", () => {
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ TLS_CA_FILE: "" }, "server")).toEqual([]);
  expect(faultsOf({ TLS_CERT_FILE: "/nowhere" }, "off")).toEqual([]);
});

test("files that are not named are faults, beside those of other settings", () => {
  expect(faultsOf({ PORT: "x", TLS_CERT_FILE: "", TLS_KEY_FILE: "", TLS_CA_FILE: "" })).toEqual([
    expect.stringContaining('PORT: "x" is not'),
    "TLS_CERT_FILE is not set, and TLS=mutual needs it: name a file in PEM.",
    "TLS_KEY_FILE is not set, and TLS=mutual needs it: name a file in PEM.",
    "TLS_CA_FILE is not set, and TLS=mutual needs it: name a file in PEM.",
  ]);
});

describe("a file that cannot be used is named", () => {
  test("because it is not there", () => {
    const gone = `${server.certFile}.gone`;
    const faults = ["TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_CA_FILE"].flatMap((name) => faultsOf({ [name]: gone }));
    expect(faults.map((fault) => fault.split(": ENOENT")[0])).toEqual([
      `TLS_CERT_FILE: ${gone} cannot be read`,
      `TLS_KEY_FILE: ${gone} cannot be read`,
      `TLS_CA_FILE: ${gone} cannot be read`,
    ]);
  });

  test("because it holds something else", () => {
    const other = `${server.certFile}.txt`;
    writeFileSync(other, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    expect(["TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_CA_FILE"].flatMap((name) => faultsOf({ [name]: other }))).toEqual([
      `TLS_CERT_FILE: ${other} holds no certificate in PEM.`,
      `TLS_KEY_FILE: ${other} holds no private key in PEM that can be read without a passphrase.`,
      `TLS_CA_FILE: ${other} holds no certificate in PEM.`,
    ]);
  });

  test("because it does not belong to the others", async () => {
    const { certFile, keyFile } = authority.write("other", await authority.issue({ usages: ["client"] }));
    expect(faultsOf({ TLS_KEY_FILE: keyFile })).toEqual([
      `TLS_KEY_FILE: the key in ${keyFile} does not belong to the certificate in ${server.certFile}.`,
    ]);
    expect(faultsOf({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile })).toEqual([
      `TLS_CERT_FILE: ${certFile} holds no certificate of a server: its extended key usage lacks serverAuth.`,
    ]);
    expect(faultsOf({ TLS_CA_FILE: certFile })).toEqual([
      `TLS_CA_FILE: ${certFile} holds the certificate of "CN=test", which is no CA.`,
    ]);
  });
});
