import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Image } from "@breakwater/schema";
import { parseAnnotations } from "./annotation.ts";
import { digestOf } from "./cache/cache.ts";
import { GateError } from "./gate-error.ts";
import { installedVersion } from "./installed-version.ts";
import type { Role } from "./role.ts";
import type { RunContext } from "./run-context.ts";

/** A folder with schema files, ready to be compiled. */
export interface SchemaFolder {
  readonly role: Role;
  readonly label: string;
  readonly folder: string;
  /** Paths in it of proto files and of buf's configuration; those of linked modules left out. */
  readonly contents: readonly string[];
  /** Module folders that were linked into it. */
  readonly linkedModules: readonly string[];
  /** What to use instead of its `buf.yaml`, as JSON. */
  readonly options: string | undefined;
  /** Path in the folder of each file by import path, where it is known; buf is asked otherwise. */
  readonly paths: ReadonlyMap<string, string> | undefined;
}

/** What was compiled. */
export interface Compiled {
  readonly image: Image;
  /** Path in the folder of each file that is no import, by import path. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Compiles a folder, or takes what an earlier check has compiled of the same contents.
 * @throws {GateError} with outcome "compile" and the compiler's lines when it does not compile
 */
export async function compileFolder(context: RunContext, of: SchemaFolder): Promise<Compiled> {
  const key = keyOf(of);
  const kept = context.cache.read("closure", key);
  if (kept !== undefined) return unpack(kept);
  const file = join(context.folder("image"), "image.binpb");
  const config = of.options === undefined ? [] : ["--config", of.options];
  const [build, paths] = await Promise.all([
    context.buf(of.folder, ["build", "-o", file, "--error-format", "json", ...config]),
    of.paths === undefined ? listPaths(context, of) : [...of.paths],
  ]);
  if (build.exitCode !== 0) throw compileError({ ...of, stdout: build.stdout, stderr: build.stderr });
  if (typeof paths === "string") throw new GateError("usage", `buf cannot list the files of ${of.label}:\n${paths}`);
  const packed = pack(paths, readFileSync(file));
  const compiled = unpack(packed);
  context.cache.write("closure", key, packed);
  return compiled;
}

/** Paths by import path, or what buf says when it cannot list them. */
async function listPaths(context: RunContext, { folder }: SchemaFolder): Promise<[string, string][] | string> {
  const { exitCode, stdout, stderr } = await context.buf(folder, ["ls-files", "--format", "json"]);
  return exitCode === 0 ? [...parsePaths(stdout)] : stderr;
}

/** Everything that decides what comes out: buf, its configuration, and each file by its path and content. */
function keyOf({ folder, contents, linkedModules, options }: SchemaFolder): string {
  const linked = linkedModules.flatMap((module) => {
    const entries = readdirSync(join(folder, module), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  });
  const paths = [...contents, ...linked].toSorted();
  const parts = paths.flatMap((path) => [path, digestOf(readFileSync(join(folder, path)))]);
  return digestOf(installedVersion("@bufbuild/buf"), options ?? "", ...parts);
}

// Four bytes with the length of the list of paths, the list as JSON, and the image.
function pack(paths: readonly [string, string][], image: Uint8Array): Buffer {
  const list = Buffer.from(JSON.stringify(paths));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  return Buffer.concat([length, list, image]);
}

function unpack(packed: Buffer): Compiled {
  const end = 4 + packed.readUInt32BE(0);
  // Written by pack; the cache has checked that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const paths = JSON.parse(packed.toString("utf8", 4, end)) as [string, string][];
  return { image: Image.parse(packed.subarray(end)), paths: new Map(paths) };
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
