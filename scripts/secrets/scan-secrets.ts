import { readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import type { Finding } from "../repository/finding.ts";
import { repositoryFiles } from "../repository/files.ts";
import { lineOf } from "../repository/line-of.ts";

/** What gives a secret away in the text of a file. Prefixes are those that the issuers document for their scanners. */
const texts: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/g },
  { what: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36,}/g },
  { what: "a password of an npm registry", pattern: /:_(?:authToken|auth|password)\s*=\s*(?!\$\{)\S+/g },
  { what: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: "a Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { what: "a Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { what: "a signed JSON web token", pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g },
  {
    what: "a password in a URL",
    pattern: /\b[a-z][a-z0-9+]*:\/\/[^\s:@/"'`$<{]+:[^\s:@/"'`$<{]{6,}@[\w.-]+\.[a-z]{2,}/g,
  },
];

/** Names of files that hold nothing but secrets. */
const names = /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.env(?:\..+)?|\.netrc|.*\.(?:key|p12|pfx|jks|keystore))$/;

/** Tells which secrets the file `path` with the content `text` holds; the message never repeats the secret. */
export function secretsIn(path: string, text: string): Finding[] {
  const advice = "revoke it and make it where it is needed; it stays in the history even when it is deleted";
  const findings: Finding[] = [];
  if (names.test(posix.basename(path)))
    findings.push({ file: path, line: 0, rule: "secret", message: `a file of this name holds a secret; ${advice}` });
  for (const { what, pattern } of texts) {
    for (const { index } of text.matchAll(pattern)) {
      findings.push({
        file: path,
        line: lineOf(text, index),
        rule: "secret",
        message: `looks like ${what}; ${advice}`,
      });
    }
  }
  return findings;
}

/** Looks for secrets in all files of the git repository at `root`; binary files are read as they are. */
export function scanSecrets(root: string): { readonly files: number; readonly findings: Finding[] } {
  // A submodule is listed like a file.
  const paths = repositoryFiles(root).filter((path) => statSync(join(root, path)).isFile());
  return {
    files: paths.length,
    findings: paths.flatMap((path) => secretsIn(path, readFileSync(join(root, path), "latin1"))),
  };
}
