import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Image } from "@breakwater/schema";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  type CodeGeneratorResponse,
  CodeGeneratorResponseSchema,
} from "@bufbuild/protobuf/wkt/google/protobuf/compiler/plugin_pb.js";
import type { RunContext } from "../run-context.ts";

/** What to generate, and where. */
export interface GenerateRequest {
  /** A CodeGeneratorRequest of {@link encodeRequest}. */
  readonly request: Uint8Array;
  /** Import paths of the files that must come out. */
  readonly files: readonly string[];
  /** Script of protoc-gen-es. */
  readonly generator: string;
  /** Folder to write to; made when it is missing. */
  readonly output: string;
}

/**
 * Writes the TypeScript that protoc-gen-es makes. It is run without buf, which would have it
 * generate all that the files import, and they import most of a repository.
 * @returns why protoc-gen-es refuses the schemas, as a string; undefined when all is written
 * @throws when the generator fails in any other way
 */
export async function generateDeclarations(context: RunContext, of: GenerateRequest): Promise<string | undefined> {
  const { request, files, generator, output } = of;
  mkdirSync(output, { recursive: true });
  if (files.length === 0) return undefined;
  const { exitCode, bytes, stderr } = await context.node(output, [generator], request);
  if (exitCode !== 0) return refusal(stderr, exitCode);
  const response = decodeResponse(bytes);
  if (response.error !== "") return response.error;
  for (const { name, content } of response.file) {
    mkdirSync(dirname(join(output, name)), { recursive: true });
    writeFileSync(join(output, name), content);
  }
  const written = new Set(response.file.map(({ name }) => name));
  const missing = files.find((name) => {
    const module = `${name.replace(/\.proto$/, "")}_pb`;
    return ![".d.ts", ".ts"].some((extension) => written.has(`${module}${extension}`));
  });
  if (missing !== undefined) throw new Error(`protoc-gen-es wrote no TypeScript for ${missing}: ${stderr}`);
  return undefined;
}

// Field numbers of google.protobuf.compiler.CodeGeneratorRequest.
const numbers = { fileToGenerate: 1, parameter: 2, protoFile: 15, sourceFileDescriptors: 17 } as const;

/**
 * Asks for the declarations of some files and of those whose types they name. What is further away shows in no
 * property of theirs, and an import that leads nowhere is no fault in a declaration.
 * @param files import paths that the image has
 * @param parameter what protoc-gen-es is told
 */
export function encodeRequest(image: Image, files: readonly string[], parameter = "target=dts"): Uint8Array {
  const generated = withNamed(image, files);
  const closure = image.closureOf(generated);
  const writer = new BinaryWriter();
  const field = (number: number): BinaryWriter => writer.tag(number, WireType.LengthDelimited);
  for (const name of generated) field(numbers.fileToGenerate).string(name);
  field(numbers.parameter).string(parameter);
  // Comments would be generated too, and nobody reads them.
  const contents = image.files.map(({ name }) => ({ name, content: image.contentOf(name) ?? new Uint8Array() }));
  for (const { name, content } of contents) if (closure.has(name)) field(numbers.protoFile).bytes(content);
  for (const { name, content } of contents)
    if (generated.has(name)) field(numbers.sourceFileDescriptors).bytes(content);
  return writer.finish();
}

/** Files with those that they import, directly or by way of public imports; the runtime has google/protobuf itself. */
function withNamed(image: Image, files: readonly string[]): Set<string> {
  const byName = new Map(image.descriptors.file.map((file) => [file.name, file]));
  const imports = files.flatMap((name) => byName.get(name)?.dependency ?? []);
  // What is added while the loop runs is visited by it too.
  const named = new Set(imports);
  for (const name of named) {
    const file = byName.get(name);
    for (const index of file?.publicDependency ?? []) named.add(file?.dependency[index] ?? name);
  }
  return new Set([...files, ...[...named].filter((name) => !name.startsWith("google/protobuf/"))]);
}

function decodeResponse(bytes: Uint8Array): CodeGeneratorResponse {
  try {
    return fromBinary(CodeGeneratorResponseSchema, bytes);
  } catch (error) {
    throw new Error("protoc-gen-es wrote something that is no answer", { cause: error });
  }
}

function refusal(stderr: string, exitCode: number): string {
  const reason = /^protoc-gen-es: (.*)$/m.exec(stderr)?.[1];
  // The generator says why it refuses and exits with 1; whatever else ends it is a fault.
  if (exitCode === 1 && reason !== undefined) return reason;
  throw new Error(`protoc-gen-es fails with exit code ${exitCode}: ${stderr.trimEnd()}`);
}
