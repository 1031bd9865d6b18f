import { X509Certificate, createPrivateKey } from "node:crypto";
import { isIP } from "node:net";
import type { Identity } from "@breakwater/certificates";
import { identityFiles, makeIdentityFolder, readIdentity, writeIdentity } from "../certs/identity-files.ts";
import { issueAuthority, issueClient, issueService, LEAF_DAYS } from "../certs/issue.ts";

/** Whose certificates a stack needs. */
export interface StackCertificates {
  /** Folder of the CA and of all certificates. */
  readonly folder: string;
  /** Names of the services. */
  readonly services: readonly string[];
  /** Address that they listen on. */
  readonly host: string;
}

const DAY_MS = 86_400_000;
// Leaves are renewed on the fourth day of seven, so that a stack that cannot renew them is warned of long before.
const LEAF_LEFT_DAYS = 4;
// No leaf outlives its CA.
const AUTHORITY_LEFT_DAYS = 2 * LEAF_DAYS;

/**
 * Makes what is missing and renews what ends soon: the CA, a certificate for each service and one for a client, "client".
 * What is good stays. Returns the names of what was issued, "ca" among them.
 */
export async function ensureCertificates(stack: StackCertificates, now: Date): Promise<string[]> {
  const { folder, services, host } = stack;
  makeIdentityFolder(folder);
  const issued: string[] = [];
  const keep = (name: string, identity: Identity): void => {
    writeIdentity(folder, name, identity);
    issued.push(name);
  };
  const earlier = readIdentity(folder, "ca");
  const isGood = earlier !== undefined && isWhole(earlier) && daysLeft(earlier, now) > AUTHORITY_LEFT_DAYS;
  const authority = isGood ? earlier : await issueAuthority(now);
  if (!isGood) keep("ca", authority);
  for (const name of services) {
    if (!isGoodLeaf({ identity: readIdentity(folder, name), authority, now, host })) {
      keep(name, await issueService({ name, authority, now, days: LEAF_DAYS }, [host]));
    }
  }
  if (!isGoodLeaf({ identity: readIdentity(folder, "client"), authority, now })) {
    keep("client", await issueClient({ name: "client", authority, now, days: LEAF_DAYS }));
  }
  return issued;
}

/** What tells a service where its certificates are: its own, and the CA of its callers where they show one. */
export function tlsVariables(
  folder: string,
  service: string,
  mode: "server" | "mutual" = "mutual",
): Record<string, string> {
  const { certFile, keyFile } = identityFiles(folder, service);
  return {
    TLS: mode,
    TLS_CERT_FILE: certFile,
    TLS_KEY_FILE: keyFile,
    ...(mode === "server" ? {} : { TLS_CA_FILE: identityFiles(folder, "ca").certFile }),
    // A day after the launcher should have renewed it.
    TLS_EXPIRY_WARNING_DAYS: String(LEAF_LEFT_DAYS - 1),
  };
}

/**
 * What tells a service what to show to another one that it calls, and by which CA to know that: its own certificate is
 * good for calls, too.
 * @param prefix what the variables about the other one begin with
 */
export function callerVariables(folder: string, service: string, prefix: string): Record<string, string> {
  const { certFile, keyFile } = identityFiles(folder, service);
  return {
    [`${prefix}_CERT_FILE`]: certFile,
    [`${prefix}_KEY_FILE`]: keyFile,
    [`${prefix}_CA_FILE`]: identityFiles(folder, "ca").certFile,
  };
}

interface Leaf {
  readonly identity: Identity | undefined;
  readonly authority: Identity;
  readonly now: Date;
  /** Where it is to answer, if it answers. */
  readonly host?: string;
}

function isGoodLeaf({ identity, authority, now, host }: Leaf): boolean {
  if (identity === undefined || !isWhole(identity) || daysLeft(identity, now) <= LEAF_LEFT_DAYS) return false;
  const certificate = new X509Certificate(identity.certificate);
  if (!certificate.verify(new X509Certificate(authority.certificate).publicKey)) return false;
  if (host === undefined) return true;
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

/** Whether both texts can be read and belong together. */
function isWhole({ certificate, key }: Identity): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function daysLeft({ certificate }: Identity, now: Date): number {
  return (new X509Certificate(certificate).validToDate.getTime() - now.getTime()) / DAY_MS;
}
