import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RecommendResponseSchema, type RecommendResponse } from "@breakwater/recommendations/v1";
import { repositoryRoot, testAuthority } from "@breakwater/testkit";
import { toJsonString } from "@bufbuild/protobuf";
import { pathToFileURL } from "node:url";
import { connectionKind, type LoadServer, startServer } from "./load-server.ts";
import type { RpcCase } from "./rpc-case.ts";

/** A server under measurement: the service, a peer or the limit. */
export interface MeasuredServer {
  readonly name: string;
  /** The process and the address that serve a case; undefined when the server does not speak it. */
  target(rpcCase: RpcCase): { readonly process: LoadServer; readonly url: string } | undefined;
  /** Processes that the server consists of. */
  readonly processes: readonly LoadServer[];
}

/** Certificates of the TLS ports. */
export interface Certificates {
  /** Of the CA, PEM. */
  readonly ca: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Issues the certificates into a folder. */
export async function issueCertificates(folder: string): Promise<Certificates> {
  using authority = await testAuthority();
  const { certificate, key } = await authority.issue();
  const certFile = join(folder, "server.crt");
  const keyFile = join(folder, "server.key");
  writeFileSync(certFile, certificate);
  writeFileSync(keyFile, key, { mode: 0o600 });
  return { ca: authority.identity.certificate, certFile, keyFile };
}

/** Starts the service twice, in cleartext and with TLS, as it is deployed but for its ports and its data folder. */
export async function startMeasuredService(folder: string, certificates: Certificates): Promise<MeasuredServer> {
  const entry = pathToFileURL(join(repositoryRoot, "services/recommendations/src/main.ts"));
  const { certFile, keyFile } = certificates;
  const [cleartext, tls] = await Promise.all([
    startServer(entry, [], { PORT: "0", ADMIN_PORT: "0", DATA_DIR: join(folder, "cleartext") }),
    startServer(entry, [], {
      PORT: "0",
      ADMIN_PORT: "0",
      DATA_DIR: join(folder, "tls"),
      TLS: "server",
      TLS_CERT_FILE: certFile,
      TLS_KEY_FILE: keyFile,
    }),
  ]);
  return {
    name: "service",
    target: ({ secure }) => {
      const process = secure ? tls : cleartext;
      return { process, url: process.ready.url ?? "" };
    },
    processes: [cleartext, tls],
  };
}

const peers = ["connect-node", "grpc-js", "fastify", "bare"] as const;

/** Starts the peers, which all give this answer; the limit is the last. */
export async function startPeers(
  answer: RecommendResponse,
  { certFile, keyFile }: Certificates,
): Promise<MeasuredServer[]> {
  const args = [toJsonString(RecommendResponseSchema, answer), certFile, keyFile];
  return await Promise.all(
    peers.map(async (name) => {
      const process = await startServer(new URL(`peers/${name}.ts`, import.meta.url), args, {});
      return {
        name: name === "bare" ? "bare node" : name,
        target: (rpcCase: RpcCase) => {
          const speaks =
            name === "grpc-js"
              ? rpcCase.protocol === "gRPC"
              : name !== "fastify" || rpcCase.protocol === "Connect JSON";
          const url = process.ready.urls?.[connectionKind(rpcCase)];
          return speaks && url !== undefined ? { process, url } : undefined;
        },
        processes: [process],
      };
    }),
  );
}
