/**
 * The shortest use of the generated client: asks a running service for three mystery books.
 * `pnpm recommend http://127.0.0.1:8080`, or of a stack with TLS `pnpm recommend https://127.0.0.1:8080 .data/certs`
 */
import { resolve } from "node:path";
import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { ConfigurationFault, connectBackend, createLog } from "@breakwater/service-runtime";
import { ConnectError, createClient } from "@connectrpc/connect";
import { identityFiles } from "./certs/identity-files.ts";

const [url = "http://127.0.0.1:8080", folder = ".data/certs"] = process.argv.slice(2);
// pnpm runs scripts in the root and says in INIT_CWD where it was called.
const certificates = resolve(process.env["INIT_CWD"] ?? "", folder);
const files = { ...identityFiles(certificates, "client"), caFile: identityFiles(certificates, "ca").certFile };
const log = createLog(() => undefined);
try {
  using backend = connectBackend({ prefix: "RECOMMENDATIONS", backend: { url, ...files }, log });
  const client = createClient(RecommendationsService, backend.transport);
  const { recommendations } = await client.recommend({ userId: 7, category: BookCategory.MYSTERY });
  for (const book of recommendations) console.log(book.title);
} catch (error) {
  process.exitCode = 1;
  const { message } = error instanceof ConfigurationFault ? error : ConnectError.from(error);
  console.error(`recommend: ${url} gives no books: ${message}`);
  if (error instanceof ConfigurationFault) console.error(`Which folder has the certificates? ${folder} was tried.`);
  else console.error("Is a service running there? Start one with: npx --yes pnpm@12.21.0 start");
}
