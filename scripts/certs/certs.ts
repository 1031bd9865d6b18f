import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeOptions, numberOption, type OptionSpec, parseOptions, UsageError } from "../options.ts";
import { identityFiles, makeIdentityFolder, writeIdentity } from "./identity-files.ts";
import { AUTHORITY_DAYS, issueAuthority, issueClient, issueService, LEAF_DAYS } from "./issue.ts";

/** What `certs` knows of the process it runs in. */
export interface CertsIo {
  /** Root of the repository. */
  readonly root: string;
  /** Folder that the person who typed the command was in. */
  readonly cwd: string;
  stdout(text: string): void;
  stderr(text: string): void;
}

const defaultFolder = ".data/certs";

const specs = new Map<string, OptionSpec>([
  ["out", { value: "DIR", help: `folder to write to, default ${defaultFolder} in the repository` }],
  ["hosts", { value: "NAMES", help: "more names of the server, with commas between them" }],
  ["days", { value: "N", help: `days that server and client hold, default ${LEAF_DAYS}` }],
  ["help", { help: "this text" }],
]);

const help = `Makes a private CA, a certificate for a server and one for a client: P-256 keys,
files that only you can read. It overwrites nothing.

usage: npx --yes pnpm@12.21.0 certs [options]

${describeOptions(specs)}

The CA holds ${AUTHORITY_DAYS} days. Keep ca.key from the machines that serve; they need
ca.crt, server.crt and server.key: TLS=mutual TLS_CA_FILE=ca.crt
TLS_CERT_FILE=server.crt TLS_KEY_FILE=server.key.
Exit codes: 0 made, 1 cannot be written, 2 wrong options or files are there.
`;

/** Runs the command `certs` and returns its exit code. */
export async function certs(argv: readonly string[], io: CertsIo): Promise<number> {
  try {
    const values = parseOptions(argv, specs);
    if (values.has("help")) {
      io.stdout(help);
      return 0;
    }
    const out = values.get("out");
    const folder = out === undefined ? join(io.root, defaultFolder) : resolve(io.cwd, out);
    const names = ["ca", "server", "client"] as const;
    const there = names
      .map((name) => identityFiles(folder, name))
      .flatMap(({ certFile, keyFile }) => [certFile, keyFile])
      .find((path) => existsSync(path));
    if (there !== undefined)
      throw new UsageError(
        `${there} is there already, and nothing was written. Delete it, or choose another folder with --out DIR`,
      );
    const days = numberOption(values, "days", { min: 1, max: AUTHORITY_DAYS }) ?? LEAF_DAYS;
    await make({ folder, days, hosts: (values.get("hosts") ?? "").split(",").filter((host) => host !== "") });
    io.stdout(`Wrote ca, server and client (.crt and .key) to ${folder}; server and client hold ${days} days.\n`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    io.stderr(`certs: ${message}\n`);
    if (!(error instanceof UsageError)) return 1;
    io.stderr("See: npx --yes pnpm@12.21.0 certs --help\n");
    return 2;
  }
}

interface Order {
  readonly folder: string;
  readonly days: number;
  readonly hosts: readonly string[];
}

async function make({ folder, days, hosts }: Order): Promise<void> {
  const now = new Date();
  const authority = await issueAuthority(now);
  const server = await issueService({ name: "server", authority, now, days }, hosts);
  const client = await issueClient({ name: "client", authority, now, days });
  makeIdentityFolder(folder);
  writeIdentity(folder, "ca", authority);
  writeIdentity(folder, "server", server);
  writeIdentity(folder, "client", client);
}
