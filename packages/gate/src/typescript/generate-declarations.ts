import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";

/** What to generate, and where. */
export interface GenerateRequest {
  readonly side: Side;
  /** Import paths; those that the side does not have are left out. */
  readonly files: ReadonlySet<string>;
  /** Script of protoc-gen-es. */
  readonly generator: string;
  /** Folder to write to; made when it is missing. */
  readonly output: string;
}

/**
 * Writes the TypeScript declarations of files and of all that they import, as protoc-gen-es writes them by default.
 * @returns why protoc-gen-es refuses the schemas, as a string; undefined when all is written
 * @throws when buf or the generator fails in any other way
 */
export async function generateDeclarations(context: RunContext, request: GenerateRequest): Promise<string | undefined> {
  const { side, files, generator, output } = request;
  const { image } = side.schemas;
  const targets = new Set(image.files.map(({ name }) => name).filter((name) => files.has(name)));
  mkdirSync(output, { recursive: true });
  if (targets.size === 0) return undefined;
  const path = join(context.folder(`${side.role}-declarations`), "image.binpb");
  // Comments would be generated too, and nobody reads them.
  writeFileSync(path, image.encode({ targets, withSources: false }));
  const plugin = { local: [context.io.execPath, generator], out: ".", opt: ["target=dts"] };
  const template = JSON.stringify({ version: "v2", plugins: [plugin] });
  const args = ["generate", path, "--include-imports", "--template", template, "-o", output];
  const { exitCode, stderr } = await context.buf(context.scratch, args);
  if (exitCode !== 0) return refusal(stderr, exitCode);
  const missing = [...targets].find((name) => !existsSync(join(output, `${name.replace(/\.proto$/, "")}_pb.d.ts`)));
  if (missing !== undefined) throw new Error(`buf generate wrote no TypeScript for ${missing}: ${stderr}`);
  return undefined;
}

function refusal(stderr: string, exitCode: number): string {
  const reason = /^protoc-gen-es: (.*)$/m.exec(stderr)?.[1];
  // The generator says why it refuses and exits with 1; whatever else ends it is a fault.
  if (exitCode === 1 && reason !== undefined && /: exit status 1$/m.test(stderr)) return reason;
  throw new Error(`buf generate fails with protoc-gen-es (exit code ${exitCode}): ${stderr.trimEnd()}`);
}
