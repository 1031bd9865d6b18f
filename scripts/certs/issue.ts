import { isIP } from "node:net";
import { type Identity, issueCertificate } from "@breakwater/certificates";

/** How long leaves hold unless told otherwise, days. */
export const LEAF_DAYS = 7;
/** How long a CA holds, days. */
export const AUTHORITY_DAYS = 90;

const DAY_MS = 86_400_000;
// For callers whose clock is behind.
const SKEW_MS = 300_000;
const TRUST_DOMAIN = "spiffe://breakwater.local";

/** What a leaf is to say. */
export interface LeafRequest {
  /** Name of the service or the client, the last part of its SPIFFE ID. */
  readonly name: string;
  readonly authority: Identity;
  readonly now: Date;
  readonly days: number;
}

/** The SPIFFE ID of a service, which its certificate carries. */
export function serviceId(name: string): string {
  return `${TRUST_DOMAIN}/service/${name}`;
}

/** Makes a private CA. */
export async function issueAuthority(now: Date): Promise<Identity> {
  return await issueCertificate({ commonName: "Breakwater private CA", ...validity(now, AUTHORITY_DAYS) });
}

/**
 * Issues the certificate of a service, for answering calls and for making them.
 * @param hosts names and addresses to answer under, beside those of this machine to itself
 */
export async function issueService(request: LeafRequest, hosts: readonly string[]): Promise<Identity> {
  const { name, authority: issuer, now, days } = request;
  const all = [...new Set(["localhost", "127.0.0.1", "::1", ...hosts])];
  const names = all.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value }));
  const id = { type: "url" as const, value: serviceId(name) };
  const usages = ["server", "client"] as const;
  return await issueCertificate({ commonName: name, issuer, usages, names: [...names, id], ...validity(now, days) });
}

/** Issues the certificate of a person or program that makes calls. */
export async function issueClient({ name, authority: issuer, now, days }: LeafRequest): Promise<Identity> {
  const names = [{ type: "url" as const, value: `${TRUST_DOMAIN}/client/${name}` }];
  return await issueCertificate({ commonName: name, issuer, usages: ["client"], names, ...validity(now, days) });
}

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - SKEW_MS), notAfter: new Date(now.getTime() + days * DAY_MS) };
}
