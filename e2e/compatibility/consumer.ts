import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  installOffline,
  type Program,
  repositoryRoot,
  runProgram,
  startProgram,
  temporaryFolder,
} from "@breakwater/testkit";
import type { Addresses } from "./programs/protocols.ts";

const e2e = join(repositoryRoot, "e2e");

/** What a program has read of a server by one protocol, part by part. */
export type Answer = Readonly<Record<string, unknown>>;

/** A project of somebody else, with one release of the client installed by npm and the programs of this folder. */
export interface Consumer extends Disposable {
  /** Which release it has. */
  readonly release: string;
  /** Absolute path of the image of schemas that the release has with it. */
  readonly image: string;
  /** Type-checks a program against the release; returns the codes of the compiler's errors. */
  compile(program: string): Promise<string[]>;
  /** Runs a program against a server; returns what it has read, by protocol. */
  run(program: string, server: Addresses): Promise<Map<string, Answer>>;
  /** Starts the program that serves. */
  serve(): Promise<{ readonly program: Program; readonly addresses: Addresses }>;
}

/** Installs a release from its tarball, with the libraries that are installed here. */
export async function createConsumer(release: string, tarball: string): Promise<Consumer> {
  const folder = temporaryFolder("breakwater-consumer-");
  await installOffline({
    folder: folder.path,
    tarballs: [tarball],
    installed: [
      ["@bufbuild/protobuf", e2e],
      ["@bufbuild/protovalidate", join(repositoryRoot, "gen/recommendations")],
      ["@connectrpc/connect", e2e],
      ["@connectrpc/connect-node", e2e],
      ["@types/node", repositoryRoot],
    ],
    past: ["@breakwater/recommendations"],
  });
  cpSync(join(e2e, "compatibility/programs"), join(folder.path, "programs"), { recursive: true });
  const start = (program: string, args: readonly string[]): Program => {
    return startProgram(process.execPath, [`programs/${program}.ts`, ...args], { cwd: folder.path });
  };
  return {
    release,
    image: join(folder.path, "node_modules/@breakwater/recommendations/dist/image.binpb"),
    compile: async (program) => await typeCheck(folder.path, program),
    run: async (program, { http1, http2 }) => {
      const args = [`programs/${program}.ts`, http1, http2];
      const lines = (await runProgram(process.execPath, args, { cwd: folder.path })).trim().split("\n");
      return new Map(lines.map(readLine));
    },
    serve: async () => {
      const program = start("serve-books", []);
      const [, http1 = "", http2 = ""] = await program.untilStdout(/^\{"http1":"(.+)","http2":"(.+)"\}\n/);
      return { program, addresses: { http1, http2 } };
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** What a strict project has; skipLibCheck only because connect's own declarations need it. */
const compilerOptions = {
  target: "ES2024",
  lib: ["ES2024", "ESNext.Disposable"],
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
};

async function typeCheck(folder: string, program: string): Promise<string[]> {
  const project = join(folder, `${program}.tsconfig.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: [`programs/${program}.ts`] }));
  const tsc = join(repositoryRoot, "node_modules/.bin/tsc");
  const { stdout } = await startProgram(tsc, ["-p", project, "--pretty", "false"], { cwd: folder }).exited;
  return [...stdout.matchAll(/error (TS\d+)/g)].flatMap(([, code]) => code ?? []);
}

/** One line of a program, as protocol and what was read by it. */
function readLine(line: string): [protocol: string, answer: Answer] {
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== "object" || answer === null || !("protocol" in answer) || typeof answer.protocol !== "string") {
    throw new Error(`a program printed a line without a protocol: ${line}`);
  }
  const { protocol, ...parts } = answer;
  return [protocol, parts];
}
