import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Image, SchemaSet } from "@breakwater/schema";
import type { Part } from "./affected/scope.ts";
import type { BufConfig } from "./buf-config.ts";
import { BufLayout } from "./buf-layout.ts";
import { compileFolder } from "./compile-folder.ts";
import { GateError } from "./gate-error.ts";
import { imagePath } from "./image-input.ts";
import type { Input } from "./input.ts";
import type { Role } from "./role.ts";
import type { RunContext } from "./run-context.ts";
import { isConfigFile } from "./schema-file.ts";
import { SourceText } from "./source-text.ts";
import type { LayoutSource, SourceSide } from "./source-side.ts";
import { type Tree, copyFiles, linkIgnoredModules } from "./tree.ts";

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
  /** Folder with the schema files, undefined when the side is an image. */
  readonly folder: string | undefined;
  readonly source: SourceText;
  /** buf's configuration in the tree, if it has one. */
  readonly config: BufConfig | undefined;
  /** What told how its files import each other; undefined when the side is an image. */
  readonly layoutFrom: LayoutSource | undefined;
  /** Git-ignored module folders that were taken from the working tree. */
  readonly linkedModules: readonly string[];
}

/**
 * Compiles schema files of a tree to an image.
 * @param part what to look at; everything by default
 * @throws {GateError} with outcome "compile" and the compiler's lines when they do not compile
 */
export async function compileSource(context: RunContext, source: SourceSide, part?: Part): Promise<Side> {
  const { role, tree, config } = source;
  const { layout: read, layoutFrom, borrowed } = source;
  const isWanted = (path: string): boolean => path.endsWith(".proto") && (part?.files.has(path) ?? true);
  const wanted = [...tree.files.keys()].filter(isWanted);
  if (wanted.length === 0) return emptySide(source);
  // A folder of its own, since the whole may have to be compiled after a part did not.
  const folder = part === undefined ? source.folder : context.folder(role);
  if (part !== undefined) cpSync(source.folder, folder, { recursive: true });
  const files = await copyFiles(tree, wanted, folder);
  const modules = (read?.moduleFolders ?? []).filter((module) => !hasFiles(tree, module));
  const linkedModules = linkIgnoredModules({ ...tree, folder }, modules);
  const layout = read === undefined ? BufLayout.plain : read.layout;
  const options = part === undefined ? undefined : layout?.configFor([...part.files]);
  const contents = [...[...tree.files.keys()].filter(isConfigFile), ...borrowed, ...files];
  const known = files.map((path): [string, string] => [layout?.importPathOf(path) ?? path, path]);
  const { image: whole, paths } = await compileFolder(context, {
    role,
    label: tree.label,
    folder,
    contents,
    linkedModules,
    options,
    paths: part === undefined ? undefined : new Map(known),
  });
  const image = part === undefined ? whole : whole.withTargets(part.importPaths);
  const schemas = new SchemaSet(image, part?.surroundings);
  const sources = new SourceText(schemas.index, { folder, paths });
  return { role, label: tree.label, tree, schemas, paths, folder, source: sources, config, layoutFrom, linkedModules };
}

function hasFiles(tree: Tree, module: string): boolean {
  return module === "." || [...tree.files.keys()].some((path) => path.startsWith(`${module}/`));
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
  const image = Image.parse(readFileSync(file));
  const schemas = linked(new SchemaSet(image), `The ${role}, "${input.text}",`);
  const paths = new Map([...schemas.index.files.keys()].map((name) => [name, name]));
  const source = new SourceText(schemas.index, undefined);
  return {
    role,
    label: input.text,
    tree: undefined,
    schemas,
    paths,
    folder: undefined,
    source,
    config: undefined,
    layoutFrom: undefined,
    linkedModules: [],
  };
}

/**
 * Links the types of an image, which descriptor sets of any origin need not be fit for.
 * @param subject the image, for people; starts a sentence
 */
function linked(schemas: SchemaSet, subject: string): SchemaSet {
  const { files } = schemas.image;
  const names = new Set(files.map(({ name }) => name));
  for (const { name, dependencies } of files) {
    const missing = dependencies.find((path) => !names.has(path));
    if (missing === undefined) continue;
    const advice = "Build it with everything that it imports: `buf build -o`, or `protoc --include_imports`.";
    throw new GateError("usage", `${subject} lacks "${missing}", which "${name}" imports. ${advice}`);
  }
  try {
    void schemas.registry;
  } catch (error) {
    // The runtime has no words for some descriptors that contradict each other.
    const reason = (error instanceof Error ? error.message : String(error)) || "its descriptors contradict each other";
    throw new GateError("usage", `${subject} cannot be linked: ${reason}`);
  }
  return schemas;
}

function emptySide({ role, tree, config, layoutFrom, folder }: SourceSide): Side {
  const schemas = new SchemaSet(Image.parse(new Uint8Array()));
  const source = new SourceText(schemas.index, undefined);
  return {
    role,
    label: tree.label,
    tree,
    schemas,
    paths: new Map(),
    folder,
    source,
    config,
    layoutFrom,
    linkedModules: [],
  };
}
