import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

/** Where the credentials of one end of TLS are. */
export interface TlsFiles {
  /** A server, a server whose callers show a certificate too, or a caller that shows one. */
  readonly mode: "server" | "mutual" | "client";
  /** PEM: the own certificate, then those between it and its CA. */
  readonly certFile: string;
  /** PEM: its private key. */
  readonly keyFile: string;
  /** PEM: the CAs of the other end; only read where that shows a certificate. */
  readonly caFile: string;
  /** What the operator set to name the files, for faults. Default: the settings of the port. */
  readonly variables?: FileVariables;
}

/** The variables that files come from. */
export interface FileVariables {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  /** What makes all of them necessary: "TLS=mutual". */
  readonly neededBy: string;
}

/** What one end of TLS shows and trusts. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  /** Certificates of the CAs of the other end; undefined where it shows none. */
  readonly ca: string | undefined;
  /** When the own certificate ends. */
  readonly expiresAt: Date;
}

/** What the files hold, or what is wrong with them, a sentence for each fault that names variable and file. */
export type ReadCredentials =
  | { readonly credentials: Credentials; readonly faults: readonly [] }
  | { readonly credentials: undefined; readonly faults: readonly string[] };

// Extended key usages (RFC 5280, section 4.2.1.12).
const SERVER_USE = { oid: "1.3.6.1.5.5.7.3.1", name: "serverAuth", who: "a server" } as const;
const CLIENT_USE = { oid: "1.3.6.1.5.5.7.3.2", name: "clientAuth", who: "a caller" } as const;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads and checks the files of one end of TLS. An expired certificate is no fault: it is used, with a warning. */
export function readCredentials(files: TlsFiles): ReadCredentials {
  const { mode, certFile, keyFile, caFile } = files;
  const variables = files.variables ?? portVariables(mode);
  const faults: string[] = [];
  const read = (variable: string, path: string): string | undefined => {
    if (path === "") {
      faults.push(`${variable} is not set, and ${variables.neededBy} needs it: name a file in PEM.`);
      return undefined;
    }
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      faults.push(`${variable}: ${path} cannot be read: ${messageOf(error)}.`);
      return undefined;
    }
  };
  const cert = read(variables.cert, certFile);
  const key = read(variables.key, keyFile);
  const ca = mode === "server" ? undefined : read(variables.ca, caFile);
  const leaf = cert === undefined ? undefined : certificatesIn(cert)?.at(0);
  if (cert !== undefined) faults.push(...leafFaults(files, variables.cert, leaf));
  if (key !== undefined) faults.push(...keyFaults({ files, variable: variables.key, key, leaf }));
  if (ca !== undefined) faults.push(...authorityFaults(variables.ca, caFile, certificatesIn(ca)));
  if (faults.length > 0 || cert === undefined || key === undefined || leaf === undefined) {
    return { credentials: undefined, faults };
  }
  return { credentials: { cert, key, ca, expiresAt: leaf.validToDate }, faults: [] };
}

function portVariables(mode: TlsFiles["mode"]): FileVariables {
  return { cert: "TLS_CERT_FILE", key: "TLS_KEY_FILE", ca: "TLS_CA_FILE", neededBy: `TLS=${mode}` };
}

function leafFaults({ mode, certFile }: TlsFiles, variable: string, leaf: X509Certificate | undefined): string[] {
  if (leaf === undefined) return [`${variable}: ${certFile} holds no certificate in PEM.`];
  const { oid, name, who } = mode === "client" ? CLIENT_USE : SERVER_USE;
  // Without the extension, undefined whatever its type says, a certificate is good for anything.
  const usages: unknown = leaf.keyUsage;
  if (!Array.isArray(usages) || usages.includes(oid)) return [];
  return [`${variable}: ${certFile} holds no certificate of ${who}: its extended key usage lacks ${name}.`];
}

interface KeyParts {
  readonly files: TlsFiles;
  readonly variable: string;
  readonly key: string;
  readonly leaf: X509Certificate | undefined;
}

function keyFaults({ files: { keyFile, certFile }, variable, key, leaf }: KeyParts): string[] {
  try {
    const belongs = leaf === undefined || leaf.checkPrivateKey(createPrivateKey(key));
    return belongs ? [] : [`${variable}: the key in ${keyFile} does not belong to the certificate in ${certFile}.`];
  } catch {
    // The reason that the library gives may quote the key.
    return [`${variable}: ${keyFile} holds no private key in PEM that can be read without a passphrase.`];
  }
}

function authorityFaults(
  variable: string,
  path: string,
  authorities: readonly X509Certificate[] | undefined,
): string[] {
  if (authorities === undefined) return [`${variable}: ${path} holds no certificate in PEM.`];
  const other = authorities.find((certificate) => !certificate.ca);
  if (other === undefined) return [];
  return [`${variable}: ${path} holds the certificate of "${other.subject}", which is no CA.`];
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
