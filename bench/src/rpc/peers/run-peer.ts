import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { Server } from "node:net";
import { type RecommendResponse, RecommendResponseSchema } from "@breakwater/recommendations/v1";
import { fromJsonString } from "@bufbuild/protobuf";
import type { ConnectionKind } from "../load-server.ts";

/** What a peer serves: always the same answer, from memory. */
export interface PeerParts {
  readonly answer: RecommendResponse;
  /** Certificate and key of the TLS ports, PEM. */
  readonly tls: { readonly cert: string; readonly key: string };
}

/**
 * Runs a peer of the benchmark until its parent ends it. The process has three arguments: the answer as JSON, and the
 * paths of the certificate and the key. `open` returns the port for each kind of connection, on 127.0.0.1.
 */
export async function runPeer(
  open: (parts: PeerParts) => Promise<Partial<Record<ConnectionKind, number>>>,
): Promise<void> {
  const [answer = "", certFile = "", keyFile = ""] = process.argv.slice(2);
  const tls = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  const ports = await open({ answer: fromJsonString(RecommendResponseSchema, answer), tls });
  const urls = Object.entries(ports).map(([kind, port]) => [
    kind,
    `http${kind.endsWith("s") ? "s" : ""}://127.0.0.1:${port}`,
  ]);
  process.once("disconnect", () => process.exit(0));
  process.send?.({ type: "ready", urls: Object.fromEntries(urls) });
}

/** Listens on a free port and returns it. */
export async function listenLocally(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has an address");
  return address.port;
}
