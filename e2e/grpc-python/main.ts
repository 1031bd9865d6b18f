/**
 * `pnpm e2e:grpc-python`: calls both versions of a started stack over mutual TLS with Python's own gRPC, which shares no
 * code with the service. Needs Python and, the first time, the network; so it is a command and no test. Exit codes: 0
 * all is well, 1 a check failed, 2 the machine lacks something.
 */
import { globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, runProgram, startStack, temporaryFolder } from "@breakwater/testkit";
import { MissingFault, preparePython } from "./prepare-python.ts";

const here = import.meta.dirname;

async function main(): Promise<void> {
  const { env } = process;
  const command = env["PYTHON"] ?? "python3";
  const folder = join(repositoryRoot, ".data/grpc-python");
  const python = await preparePython({ command, folder, requirements: join(here, "requirements.txt"), env });
  using generated = temporaryFolder("breakwater-grpc-python-");
  const out = join(generated.path, "stubs");
  mkdirSync(out);
  const schemas = join(repositoryRoot, "proto");
  const roots = [schemas, join(repositoryRoot, ".protos")].map((path) => `-I${path}`);
  const protoc = ["-m", "grpc_tools.protoc", ...roots, `--python_out=${out}`];
  const own = globSync("recommendations/*/*.proto", { cwd: schemas });
  await runProgram(python, [...protoc, `--grpc_python_out=${out}`, ...own]);
  await runProgram(python, [...protoc, "buf/validate/validate.proto"]);
  await using stack = await startStack({ args: ["--tls", "--recommendations-port", "0"] });
  const target = new URL(stack.url("recommendations")).host;
  const client = [join(here, "client.py"), target, join(stack.data, "certs")];
  process.stdout.write(await runProgram(python, client, { env: { ...env, PYTHONPATH: out } }));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`e2e:grpc-python: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof MissingFault ? 2 : 1;
}
