/** `pnpm certs`: makes a private CA, a server certificate and a client certificate. */
import { repositoryRoot } from "../repository/files.ts";
import { certs } from "./certs.ts";

process.exitCode = await certs(process.argv.slice(2), {
  root: repositoryRoot,
  // pnpm runs scripts in the root and says here where it was called.
  cwd: process.env["INIT_CWD"] ?? process.cwd(),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
