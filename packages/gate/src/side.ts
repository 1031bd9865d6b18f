import { createHash } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { decodeImage, SchemaSet } from "@breakwater/schema";
import { create } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { parseAnnotations } from "./annotation.ts";
import { BufConfig } from "./buf-config.ts";
import { isFile } from "./file-in.ts";
import { GateError } from "./gate-error.ts";
import type { Input } from "./input.ts";
import type { RunContext } from "./run-context.ts";
import { SourceText } from "./source-text.ts";
import { type Tree, linkIgnoredModules } from "./tree.ts";

/** Which side, or an earlier release. */
export type Role = "head" | "base" | "history";

/** One side of a comparison, compiled. */
export interface Side {
  readonly role: Role;
  /** For people: what the side is. */
  readonly label: string;
  /** The schema files, undefined when the side is an image. */
  readonly tree: Tree | undefined;
  readonly schemas: SchemaSet;
  /** Path in the tree of each file that is no import, by import path. */
  readonly paths: ReadonlyMap<string, string>;
  readonly source: SourceText;
  /** buf's configuration in the tree, if it has one. */
  readonly config: BufConfig | undefined;
  /** Git-ignored module folders that were taken from the working tree. */
  readonly linkedModules: readonly string[];
}

/**
 * Compiles the schema files of a tree to an image.
 * @throws {GateError} with outcome "compile" and the compiler's lines when they do not compile
 */
export async function compileTree(context: RunContext, role: Role, tree: Tree): Promise<Side> {
  const config = BufConfig.read(tree.folder, tree.label);
  if (!tree.paths.some((path) => path.endsWith(".proto"))) return emptySide(role, tree, config);
  const linkedModules = linkIgnoredModules(tree, config?.moduleFolders ?? []);
  const file = join(context.folder(role), "image.binpb");
  const [build, list] = await Promise.all([
    context.buf(tree.folder, ["build", "-o", file, "--error-format", "json"]),
    context.buf(tree.folder, ["ls-files", "--format", "json"]),
  ]);
  if (build.exitCode !== 0) throw compileError({ role, label: tree.label, stdout: build.stdout, stderr: build.stderr });
  if (list.exitCode !== 0) throw new GateError("usage", `buf cannot list the files of ${tree.label}:\n${list.stderr}`);
  const image = decodeImage(readFileSync(file));
  const paths = new Map(parsePaths(list.stdout));
  const schemas = new SchemaSet(image);
  const source = new SourceText(schemas.index, { folder: tree.folder, paths });
  return { role, label: tree.label, tree, schemas, paths, source, config, linkedModules };
}

/**
 * Reads an image. buf converts it, so that each of its formats (binary, JSON, text, compressed) will do.
 * @throws {GateError} when there is no such file, or it is no image
 */
export async function readImage(
  context: RunContext,
  from: { readonly role: Role; readonly input: Input; readonly folder: string },
): Promise<Side> {
  const { role, input } = from;
  const path = imagePath(input, from.folder);
  const folder = context.folder(role);
  // buf tells formats by the file name, and a "#" in a folder's name would end it.
  const copy = join(folder, `input${/(\.[a-z]+){1,2}$/.exec(path)?.[0] ?? ".binpb"}`);
  copyFileSync(path, copy);
  const file = join(folder, "image.binpb");
  const { exitCode, stdout, stderr } = await context.buf(folder, ["build", copy, "-o", file, "--error-format", "json"]);
  if (exitCode !== 0) {
    const reason = `${stdout}${stderr}`.trim();
    throw new GateError("usage", `The ${role}, "${input.text}", cannot be read as an image of schemas:\n${reason}`);
  }
  const image = decodeImage(readFileSync(file));
  const schemas = linked(new SchemaSet(image), `The ${role}, "${input.text}",`);
  const paths = new Map([...schemas.index.files.keys()].map((name) => [name, name]));
  const source = new SourceText(schemas.index, undefined);
  return {
    role,
    label: input.text,
    tree: undefined,
    schemas,
    paths,
    source,
    config: undefined,
    linkedModules: [],
  };
}

/**
 * Links the types of an image, which descriptor sets of any origin need not be fit for.
 * @param subject the image, for people; starts a sentence
 */
function linked(schemas: SchemaSet, subject: string): SchemaSet {
  const { file } = schemas.image;
  const names = new Set(file.map(({ name }) => name));
  for (const { name, dependency } of file) {
    const missing = dependency.find((path) => !names.has(path));
    if (missing === undefined) continue;
    const advice = "Build it with everything that it imports: `buf build -o`, or `protoc --include_imports`.";
    throw new GateError("usage", `${subject} lacks "${missing}", which "${name}" imports. ${advice}`);
  }
  try {
    void schemas.registry;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GateError("usage", `${subject} cannot be linked: ${reason}`);
  }
  return schemas;
}

/** Digest of an image file: equal digests mean equal schemas. */
export function imageDigest(input: Input, folder: string): string {
  return createHash("sha256")
    .update(readFileSync(imagePath(input, folder)))
    .digest("hex");
}

function imagePath(input: Input, folder: string): string {
  const path = resolve(folder, input.path);
  if (!isFile(path)) throw new GateError("usage", `The image "${input.text}" is not there, or is no file (${path}).`);
  return path;
}

function emptySide(role: Role, tree: Tree, config: BufConfig | undefined): Side {
  const image = create(FileDescriptorSetSchema, {});
  const schemas = new SchemaSet(image);
  const source = new SourceText(schemas.index, undefined);
  return { role, label: tree.label, tree, schemas, paths: new Map(), source, config, linkedModules: [] };
}

/** Lines of the compiler, ten at most: the rest usually follows from the first. */
const shownErrors = 10;

function compileError(failed: { role: Role; label: string; stdout: string; stderr: string }): GateError {
  const { role, label, stdout, stderr } = failed;
  // buf build prints annotations on standard error, where it also prints failures as plain text.
  const errors = `${stdout}\n${stderr}`.includes('{"') ? parseAnnotations(`${stdout}\n${stderr}`) : [];
  if (errors.length === 0) {
    const reason = stderr.replace(/^Failure: /, "").trimEnd();
    return new GateError("usage", `buf cannot build the ${role}, ${label}:\n  ${reason}`);
  }
  const lines = errors.slice(0, shownErrors).map((error) => {
    return `  ${error.path ?? label}:${error.startLine}:${error.startColumn}: ${error.message}`;
  });
  if (errors.length > shownErrors) lines.push(`  and ${errors.length - shownErrors} more`);
  return new GateError("compile", `The ${role}, ${label}, does not compile:\n${lines.join("\n")}`);
}

function* parsePaths(text: string): IterableIterator<[importPath: string, path: string]> {
  for (const line of text.split("\n").filter((candidate) => candidate !== "")) {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("path" in entry) || !("import_path" in entry)) {
      throw new Error(`buf ls-files printed no file: ${line}`);
    }
    yield [String(entry.import_path), String(entry.path)];
  }
}
