import { posix } from "node:path";
import { parse } from "yaml";
import { type Version, parseVersion } from "@breakwater/compat";
import { GateError } from "../gate-error.ts";
import type { GitRepository } from "../git.ts";

/** An npm package with code that is generated from schemas. */
export interface ClientPackage {
  readonly name: string;
  /** Folder of its package.json, from the folder that is looked at; "." for that folder itself. */
  readonly folder: string;
  readonly version: Version;
  /** Names of the proto packages that it has code of, sorted. */
  readonly protoPackages: readonly string[];
}

/** What protoc-gen-es, and what follows it, begins each file with. */
const mark = "@generated from file ";
const header = /@generated from file \S+ \((?:package ([\w.]+), )?(?:syntax|edition) /;

/**
 * Finds the client packages of a work tree: a generated file says in its first lines which proto package it is of, and
 * the nearest package.json around it is that of its npm package. Private packages are not published and have no
 * version to care about. Generated code that git ignores is found below the folders that `buf.gen.yaml` writes to.
 * @throws {GateError} when a package.json cannot be read, or its version is none
 */
export async function findClientPackages(repository: GitRepository): Promise<ClientPackage[]> {
  const listed = [...(await repository.workTreeFiles()).keys()];
  const manifests = new Set(listed.filter((path) => posix.basename(path) === "package.json").map(posix.dirname));
  const byFolder = new Map<string, Set<string>>();
  for (const { path, line } of await generatedLines(repository, listed)) {
    const name = packageIn(line);
    const folder = nearestFolder(path, manifests);
    if (name === undefined || folder === undefined) continue;
    byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(name));
  }
  const packages = [...byFolder].flatMap(([folder, names]) => {
    const manifest = readManifest(repository, folder);
    return manifest === undefined ? [] : [{ ...manifest, folder, protoPackages: [...names].toSorted() }];
  });
  return packages.toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Names of the proto packages that a folder of a commit has generated code of; none where git ignores that code. */
export async function generatedIn(repository: GitRepository, commit: string, folder: string): Promise<string[]> {
  const lines = await repository.grep(mark, { commit, paths: [folder] });
  const names = lines.map(({ line }) => packageIn(line));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** The proto package that a first line names, "" for none; undefined for another line. */
function packageIn(line: string): string | undefined {
  const found = header.exec(line);
  return found === null ? undefined : (found[1] ?? "");
}

async function generatedLines(
  repository: GitRepository,
  listed: readonly string[],
): Promise<{ readonly path: string; readonly line: string }[]> {
  const template = listed.find((path) => path === "buf.gen.yaml");
  const text = template === undefined ? undefined : repository.workTreeText(template);
  const paths = text === undefined ? [] : outsOf(text);
  const ignored = paths.length === 0 ? [] : await repository.grep(mark, { paths });
  return [...(await repository.grep(mark)), ...ignored];
}

/** Folders that plugins write to, as far as they are in the tree. */
function outsOf(text: string): string[] {
  const config: unknown = parse(text);
  if (typeof config !== "object" || config === null || !("plugins" in config)) return [];
  const plugins: readonly unknown[] = Array.isArray(config.plugins) ? config.plugins : [];
  const outs = plugins.flatMap((plugin) => {
    const isPlugin = typeof plugin === "object" && plugin !== null && "out" in plugin;
    return isPlugin && typeof plugin.out === "string" ? [posix.normalize(plugin.out)] : [];
  });
  return [...new Set(outs.filter((out) => out !== "." && !out.startsWith("..") && !posix.isAbsolute(out)))];
}

function nearestFolder(path: string, manifests: ReadonlySet<string>): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    if (manifests.has(folder)) return folder;
    if (folder === ".") return undefined;
  }
}

function readManifest(repository: GitRepository, folder: string): Pick<ClientPackage, "name" | "version"> | undefined {
  const path = posix.join(folder, "package.json");
  const { name, version, isPrivate } = parseManifest(repository.workTreeText(path) ?? "", path);
  if (isPrivate || name === undefined) return undefined;
  const parsed = version === undefined ? undefined : parseVersion(version);
  if (parsed !== undefined) return { name, version: parsed };
  const what = version === undefined ? "has no version" : `has the version "${version}"`;
  const message = `${path} ${what}, and a package that is published needs one such as "1.2.3". Set it, or "private": true.`;
  throw new GateError("usage", message);
}

interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly isPrivate: boolean;
}

/**
 * What counts of a package.json.
 * @throws {GateError} when it is no JSON object
 */
export function parseManifest(text: string, path: string): Manifest {
  const manifest = parseJson(text, path);
  const textOf = (key: string): string | undefined => {
    const value = manifest.get(key);
    return typeof value === "string" ? value : undefined;
  };
  return { name: textOf("name"), version: textOf("version"), isPrivate: manifest.get("private") === true };
}

function parseJson(text: string, path: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  } catch {
    // Told below, in words.
  }
  throw new GateError("usage", `${path} is no JSON object. Repair it.`);
}
