import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CertificateRequest, type Identity, issueCertificate } from "@breakwater/certificates";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a test asks of a certificate; what it leaves out is valid for a day from now, for localhost and 127.0.0.1. */
export type TestCertificate = Partial<CertificateRequest>;

/** A private CA in a folder of its own; disposing deletes it. */
export interface TestAuthority extends Disposable {
  readonly identity: Identity;
  /** Absolute path of its certificate. */
  readonly caFile: string;
  /** Issues a certificate; by default one that servers and callers can use. */
  issue(certificate?: TestCertificate): Promise<Identity>;
  /** Writes `<name>.crt` and `<name>.key`, over what was there, and returns their paths. */
  write(name: string, identity: Identity): { readonly certFile: string; readonly keyFile: string };
}

const DAY_MS = 86_400_000;

/** A time so many days from now; before it with a negative number. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

/** Makes a private CA. */
export async function testAuthority(commonName = "Test CA"): Promise<TestAuthority> {
  const identity = await issueCertificate({ commonName, notBefore: daysFromNow(-2), notAfter: daysFromNow(9) });
  const folder = temporaryFolder("breakwater-certificates-");
  const write = (name: string, { certificate, key }: Identity): { certFile: string; keyFile: string } => {
    const certFile = join(folder.path, `${name}.crt`);
    const keyFile = join(folder.path, `${name}.key`);
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(certFile, certificate);
    return { certFile, keyFile };
  };
  return {
    identity,
    caFile: write("ca", identity).certFile,
    issue: async (certificate = {}) =>
      await issueCertificate({
        commonName: "test",
        notBefore: daysFromNow(-1),
        notAfter: daysFromNow(1),
        issuer: identity,
        usages: ["server", "client"],
        names: [
          { type: "dns", value: "localhost" },
          { type: "ip", value: "127.0.0.1" },
        ],
        ...certificate,
      }),
    write,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
