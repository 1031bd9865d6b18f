import type { TlsOptions } from "node:tls";
import type { Credentials } from "./read-credentials.ts";

/**
 * Options of a TLS server: 1.2 at least, 1.3 where the caller can, and only callers whose certificate a CA of
 * `ca` vouches for, where there is one.
 */
export function tlsContext({ cert, key, ca }: Credentials): TlsOptions {
  return {
    cert,
    key,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ...(ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true }),
  };
}
