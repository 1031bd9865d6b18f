import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "@breakwater/certificates";

/** Paths of an identity, both PEM. */
export interface IdentityFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Where the identity of a name is in a folder of identities. */
export function identityFiles(folder: string, name: string): IdentityFiles {
  return { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
}

/** Reads an identity; undefined when one of its files is missing. */
export function readIdentity(folder: string, name: string): Identity | undefined {
  const { certFile, keyFile } = identityFiles(folder, name);
  if (!existsSync(certFile) || !existsSync(keyFile)) return undefined;
  return { certificate: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
}

/** Writes an identity that only this user can read, over what was there; who reads it meanwhile gets whole files. */
export function writeIdentity(folder: string, name: string, { certificate, key }: Identity): void {
  const { certFile, keyFile } = identityFiles(folder, name);
  replace(keyFile, key);
  replace(certFile, certificate);
}

/** Makes a folder for identities that git ignores, wherever it is. */
export function makeIdentityFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

function replace(path: string, text: string): void {
  const next = `${path}.new`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}
