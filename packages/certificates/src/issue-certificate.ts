// The library's containers need it, and find it only when it is loaded before them.
// oxlint-disable-next-line import/no-unassigned-import
import "reflect-metadata";
import { type KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type GeneralNameType,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface Identity {
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
}

/** What a certificate is to say. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Who signs it; without an issuer it is the certificate of a CA and signs itself. */
  readonly issuer?: Identity;
  /** What the key may be used for (RFC 5280, section 4.2.1.12); nothing for a CA. */
  readonly usages?: readonly ("server" | "client")[];
  /** Other names of the subject, SPIFFE URIs among them. */
  readonly names?: readonly { readonly type: "dns" | "ip" | "url"; readonly value: string }[];
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const USAGES = { server: ExtendedKeyUsage.serverAuth, client: ExtendedKeyUsage.clientAuth };

/**
 * Makes a P-256 key and a certificate for it (profile of RFC 5280). Rejects when the issuer's PEM texts are none.
 */
export async function issueCertificate(request: CertificateRequest): Promise<Identity> {
  const { commonName, notBefore, notAfter, issuer } = request;
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = await toWebKey(pair.publicKey);
  const authority = issuer === undefined ? undefined : new X509Certificate(issuer.certificate);
  const authorityKey = issuer === undefined ? pair.privateKey : createPrivateKey(issuer.key);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=${commonName}`,
      issuer: authority?.subject ?? `CN=${commonName}`,
      notBefore,
      notAfter,
      publicKey,
      signingKey: await toWebKey(authorityKey),
      signingAlgorithm: ALGORITHM,
      extensions: [
        ...(authority === undefined ? authorityExtensions() : leafExtensions(request)),
        await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(await toWebKey(createPublicKey(authorityKey)), false, webcrypto),
      ],
    },
    webcrypto,
  );
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }),
  };
}

function authorityExtensions(): Extension[] {
  return [
    // It signs leaves and no other CA.
    new BasicConstraintsExtension(true, 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

function leafExtensions({ usages = [], names = [] }: CertificateRequest): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    ...(usages.length === 0 ? [] : [new ExtendedKeyUsageExtension(usages.map((usage) => USAGES[usage]))]),
    ...(names.length === 0
      ? []
      : [
          new SubjectAlternativeNameExtension(
            names.map(({ type, value }): { type: GeneralNameType; value: string } => ({ type, value })),
          ),
        ]),
  ];
}

/** The same key, as Web Crypto has it. */
async function toWebKey(key: KeyObject): Promise<CryptoKey> {
  const isPrivate = key.type === "private";
  const format = isPrivate ? "pkcs8" : "spki";
  const bytes = isPrivate ? key.export({ type: "pkcs8", format: "der" }) : key.export({ type: "spki", format: "der" });
  return await webcrypto.subtle.importKey(format, bytes, ALGORITHM, true, [isPrivate ? "sign" : "verify"]);
}
