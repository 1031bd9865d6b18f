import { TLSSocket } from "node:tls";
import type { Request } from "../server/http.ts";

/** Identities by socket: a certificate holds for a whole connection. */
const known = new WeakMap<object, string | undefined>();

/**
 * The identity in the verified certificate of a request's sender: its one SPIFFE URI
 * (https://github.com/spiffe/spiffe/blob/main/standards/X509-SVID.md), else the common name of its subject. Undefined
 * in cleartext and where no certificate was shown, or none that a trusted CA vouches for.
 */
export function peerIdentity(request: Request): string | undefined {
  const socket = "stream" in request ? request.stream.session?.socket : request.socket;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  if (!known.has(socket)) known.set(socket, identityOf(socket));
  return known.get(socket);
}

function identityOf(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return spiffeId(certificate.subjectAltName ?? "") ?? /^CN=(.+)$/m.exec(certificate.subject)?.[1];
}

/**
 * The SPIFFE ID among alternative names as Node writes them, `DNS:a, URI:b`, with values that hold a comma or a quote
 * in quotes, so that no value can pass for two names. Undefined unless there is exactly one.
 */
export function spiffeId(names: string): string | undefined {
  const uris = [...names.matchAll(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)]
    .map(([name]) => name.trim())
    .filter((name) => name.startsWith("URI:"));
  const [uri = ""] = uris;
  return uris.length === 1 && /^URI:spiffe:\/\/[a-z0-9._-]+\/[\w./-]+$/.test(uri)
    ? uri.slice("URI:".length)
    : undefined;
}
