import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

/** Where the credentials of a port are. */
export interface TlsFiles {
  /** Whether callers show a certificate too. */
  readonly mode: "server" | "mutual";
  /** PEM: the certificate of the server, then those between it and the CA. */
  readonly certFile: string;
  /** PEM: its private key. */
  readonly keyFile: string;
  /** PEM: the CAs of callers; only read where they show a certificate. */
  readonly caFile: string;
}

/** What a TLS port shows and trusts. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  /** Certificates of the CAs of callers; undefined where callers show none. */
  readonly ca: string | undefined;
  /** When the certificate of the server ends. */
  readonly expiresAt: Date;
}

/** What the files hold, or what is wrong with them, a sentence for each fault that names variable and file. */
export type ReadCredentials =
  | { readonly credentials: Credentials; readonly faults: readonly [] }
  | { readonly credentials: undefined; readonly faults: readonly string[] };

// Extended key usage of a server (RFC 5280, section 4.2.1.12).
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads and checks the files of a TLS port. An expired certificate is no fault: it is served, with a warning. */
export function readCredentials({ mode, certFile, keyFile, caFile }: TlsFiles): ReadCredentials {
  const faults: string[] = [];
  const read = (variable: string, path: string): string | undefined => {
    if (path === "") {
      faults.push(`${variable} is not set, and TLS=${mode} needs it: name a file in PEM.`);
      return undefined;
    }
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      faults.push(`${variable}: ${path} cannot be read: ${messageOf(error)}.`);
      return undefined;
    }
  };
  const cert = read("TLS_CERT_FILE", certFile);
  const key = read("TLS_KEY_FILE", keyFile);
  const ca = mode === "mutual" ? read("TLS_CA_FILE", caFile) : undefined;
  const leaf = cert === undefined ? undefined : certificatesIn(cert)?.at(0);
  if (cert !== undefined) faults.push(...serverFaults(certFile, leaf));
  if (key !== undefined) faults.push(...keyFaults({ keyFile, certFile, key, leaf }));
  if (ca !== undefined) faults.push(...authorityFaults(caFile, certificatesIn(ca)));
  if (faults.length > 0 || cert === undefined || key === undefined || leaf === undefined) {
    return { credentials: undefined, faults };
  }
  return { credentials: { cert, key, ca, expiresAt: leaf.validToDate }, faults: [] };
}

function serverFaults(path: string, leaf: X509Certificate | undefined): string[] {
  if (leaf === undefined) return [`TLS_CERT_FILE: ${path} holds no certificate in PEM.`];
  // Without the extension, undefined whatever its type says, a certificate is good for anything.
  const usages: unknown = leaf.keyUsage;
  if (!Array.isArray(usages) || usages.includes(SERVER_AUTH)) return [];
  return [`TLS_CERT_FILE: ${path} holds no certificate of a server: its extended key usage lacks serverAuth.`];
}

interface KeyParts {
  readonly keyFile: string;
  readonly certFile: string;
  readonly key: string;
  readonly leaf: X509Certificate | undefined;
}

function keyFaults({ keyFile, certFile, key, leaf }: KeyParts): string[] {
  try {
    const belongs = leaf === undefined || leaf.checkPrivateKey(createPrivateKey(key));
    return belongs ? [] : [`TLS_KEY_FILE: the key in ${keyFile} does not belong to the certificate in ${certFile}.`];
  } catch {
    // The reason that the library gives may quote the key.
    return [`TLS_KEY_FILE: ${keyFile} holds no private key in PEM that can be read without a passphrase.`];
  }
}

function authorityFaults(path: string, authorities: readonly X509Certificate[] | undefined): string[] {
  if (authorities === undefined) return [`TLS_CA_FILE: ${path} holds no certificate in PEM.`];
  const other = authorities.find((certificate) => !certificate.ca);
  if (other === undefined) return [];
  return [`TLS_CA_FILE: ${path} holds the certificate of "${other.subject}", which is no CA.`];
}

/** The certificates of a text, in its order; undefined when there is none or one cannot be read. */
function certificatesIn(pem: string): X509Certificate[] | undefined {
  try {
    const certificates = [...pem.matchAll(PEM_CERTIFICATE)].map(([text]) => new X509Certificate(text));
    return certificates.length === 0 ? undefined : certificates;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
