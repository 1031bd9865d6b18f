import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GitRepository } from "../git.ts";
import { BufSections } from "../loosened/buf-sections.ts";
import { YamlText } from "../loosened/yaml-text.ts";
import type { RunContext } from "../run-context.ts";
import { isGuardFile } from "../schema-file.ts";

/** What a repository has that can keep a gate in place. Paths start at the top of its work tree. */
export interface Setup {
  readonly repository: GitRepository;
  /** Top of the work tree, absolute. */
  readonly top: string;
  /** Folder of the schemas, absolute: where `buf.yaml` and `breakwater.yaml` are. */
  readonly folder: string;
  /** The same from the top, "" at the top. */
  readonly prefix: string;
  /** All files that git does not ignore and that are there. */
  readonly files: readonly string[];
  /** Proto files that a module has, so that something checks them. */
  readonly protos: readonly string[];
  /** How many proto files are in no module. */
  readonly unchecked: number;
  /** Name of the default branch, as in "main". */
  readonly branch: string;
  /** Address of the remote "origin"; "" without one. */
  readonly origin: string;
}

/** Reads the set-up around a folder that is in a repository. */
export async function readSetup(context: RunContext, repository: GitRepository): Promise<Setup> {
  const { folder } = repository;
  const prefix = await repository.prefix();
  const top = join(
    folder,
    ...prefix
      .split("/")
      .filter(Boolean)
      .map(() => ".."),
  );
  const listed = [...(await new GitRepository(context, top).workTreeFiles()).keys()].toSorted();
  const files = listed.filter((path) => existsSync(join(top, path)));
  const schemas = files.filter((path) => prefix === "" || path.startsWith(`${prefix}/`));
  const protos = schemas.filter((path) => path.endsWith(".proto"));
  const sections = sectionsOf(top, prefix, schemas);
  const isChecked = (path: string): boolean => sections.rulesOf(fromFolder(prefix, path), "breaking") !== undefined;
  const checked = protos.filter(isChecked);
  const [branch, origin] = await Promise.all([defaultBranch(context, top), originOf(context, top)]);
  const unchecked = protos.length - checked.length;
  return { repository, top, folder, prefix, files, protos: checked, unchecked, branch, origin };
}

/** Path from the top of a file in the folder of the schemas. */
export function fromTop({ prefix }: Pick<Setup, "prefix">, path: string): string {
  return prefix === "" ? path : `${prefix}/${path}`;
}

/** The workflows of a repository. */
export function workflowsOf({ top, files }: Setup): YamlText[] {
  const paths = files.filter((path) => path.startsWith(".github/workflows/") && isGuardFile(path));
  return paths.map((path) => new YamlText(path, readFileSync(join(top, path), "utf8")));
}

function fromFolder(prefix: string, path: string): string {
  return prefix === "" ? path : path.slice(prefix.length + 1);
}

function sectionsOf(top: string, prefix: string, files: readonly string[]): BufSections {
  const isConfig = (path: string): boolean => /(^|\/)buf\.yaml$|^buf\.work\.yaml$/.test(fromFolder(prefix, path));
  const texts = files.filter(isConfig).map((path): [string, string] => {
    return [fromFolder(prefix, path), readFileSync(join(top, path), "utf8")];
  });
  return new BufSections(new Map(texts));
}

async function defaultBranch(context: RunContext, top: string): Promise<string> {
  const ask = async (...args: string[]): Promise<string> => (await context.git(top, args)).stdout.trim();
  const remote = await ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD");
  if (remote !== "") return remote.replace(/^origin\//, "");
  const main = await ask("for-each-ref", "refs/remotes/origin/main", "refs/heads/main");
  const own = await ask("symbolic-ref", "--quiet", "--short", "HEAD");
  return main === "" && own !== "" ? own : "main";
}

async function originOf(context: RunContext, top: string): Promise<string> {
  return (await context.git(top, ["config", "--get", "remote.origin.url"])).stdout.trim();
}
