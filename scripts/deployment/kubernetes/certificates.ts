import { Certificate, Issuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1";
import { AUTHORITY_DAYS, LEAF_DAYS, serviceId } from "../../certs/issue.ts";
import { hostOf, named } from "./object-names.ts";

type CertificateSpec = NonNullable<NonNullable<ConstructorParameters<typeof Certificate>[0]>["spec"]>;

const authority = "breakwater-ca";
const key = { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" } as const;

function hours(days: number): string {
  return `${days * 24}h`;
}

/** A private CA in the cluster, in place of that of `pnpm certs`, and what issues by it. */
export function authorityObjects(): (Certificate | Issuer)[] {
  const self = `${authority}-self-signed`;
  return [
    new Issuer({ metadata: named(self), spec: { selfSigned: {} } }),
    new Certificate({
      metadata: named(authority),
      spec: {
        isCA: true,
        commonName: "Breakwater private CA",
        secretName: authority,
        duration: hours(AUTHORITY_DAYS),
        // Well before the last leaf that it signed would outlive it.
        renewBefore: hours(AUTHORITY_DAYS / 3),
        // The same key, so that leaves of before and after a renewal trust each other.
        privateKey: { ...key, rotationPolicy: "Never" },
        issuerRef: { name: self, kind: "Issuer" },
      },
    }),
    new Issuer({ metadata: named(authority), spec: { ca: { secretName: authority } } }),
  ];
}

/** What a certificate of a service is asked for. */
export interface CertificateRequest {
  /** Name of the workload; the secret is `<name>-tls`. */
  readonly name: string;
  /** Last part of its SPIFFE ID, by which callers are told apart. */
  readonly identity: string;
  /** Services that it answers for. */
  readonly services: readonly string[];
}

/** The certificate of a workload, for answering calls and for making them, as `pnpm certs` makes it. */
export function certificateOf({ name, identity, services }: CertificateRequest): Certificate {
  const spec: CertificateSpec = {
    secretName: `${name}-tls`,
    duration: hours(LEAF_DAYS),
    renewBefore: hours(LEAF_DAYS / 2),
    commonName: identity,
    dnsNames: services.flatMap((service) => [service, hostOf(service), `${hostOf(service)}.cluster.local`]),
    uris: [serviceId(identity)],
    usages: ["digital signature", "server auth", "client auth"],
    privateKey: key,
    issuerRef: { name: authority, kind: "Issuer" },
  };
  return new Certificate({ metadata: named(name), spec });
}
