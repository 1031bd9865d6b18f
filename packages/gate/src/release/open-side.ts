import { compareVersions, parseVersion } from "@breakwater/compat";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Opened } from "../compile-sides.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import { imageDigest } from "../image-input.ts";
import { parseInput } from "../input.ts";
import { nearestWord } from "../nearest-word.ts";
import type { RunContext } from "../run-context.ts";
import { inputTree, revisionTree, treeDigest } from "../tree.ts";
import { type VersionTag, versionTags } from "./version-tags.ts";

/** One side of a changelog, opened. */
export interface ReleaseSide {
  readonly opened: Opened;
  /** For the title: what a person has named; "the working tree" for that of the folder. */
  readonly name: string;
  /** Whether it is the working tree, which is no release yet. */
  readonly isWorkTree: boolean;
  /** The commit that it is of; undefined for folders and images. */
  readonly commit: string | undefined;
}

/**
 * Opens what a person has named: a revision of the repository around the folder ("v1.2.0", "main"), or an input in the
 * grammar of `check`. A name that is both is the revision; "./main" is the folder.
 * @throws {GateError} when it is neither
 */
export async function openNamed(context: RunContext, text: string, folder: string): Promise<ReleaseSide> {
  const repository = await GitRepository.around(context, folder);
  const isName = text !== "" && !text.startsWith("-") && !text.includes("#");
  const commit = isName ? await repository?.commit(text) : undefined;
  if (repository !== undefined && commit !== undefined) return await openCommit(context, { repository, commit, text });
  const input = parseInput(text);
  const path = resolve(folder, input.path);
  if (input.kind === "image") {
    const opened = { image: input, digest: imageDigest(input, folder), folder };
    return { opened, name: text, isWorkTree: false, commit: undefined };
  }
  if (input.kind === "directory" && !existsSync(path)) throw await unknownName(text, repository);
  const opened = await inputTree(context, input, folder);
  const isWorkTree = input.kind === "directory" && input.text === ".";
  const name = input.kind === "git" ? input.rev.replace(/^refs\/tags\//, "") : text;
  return { opened, name: isWorkTree ? "the working tree" : name, isWorkTree, commit: undefined };
}

/** Opens a commit of the repository around a folder, as far as it is in that folder. */
export async function openCommit(
  context: RunContext,
  of: { readonly repository: GitRepository; readonly commit: string; readonly text: string },
): Promise<ReleaseSide> {
  const { repository, commit, text } = of;
  const subdir = await repository.prefix();
  const source = { repository, commit, subdir, label: text, workFolder: repository.folder };
  return { opened: await revisionTree(context, source), name: text, isWorkTree: false, commit };
}

/**
 * The last release before a side: the highest version that a tag of its history names, its own tags aside.
 * @throws {GateError} when there is none, or it cannot be told which
 */
export async function lastReleaseBefore(context: RunContext, side: ReleaseSide, folder: string): Promise<VersionTag> {
  const repository = await GitRepository.around(context, folder);
  const head = side.commit ?? (side.isWorkTree ? await repository?.commit("HEAD") : undefined);
  if (repository === undefined || head === undefined) {
    throw new GateError("usage", `There is no history before ${side.name}, so --from has no default. ${nameOne}`);
  }
  // A commit that is a release itself is compared with the one before it.
  const isRelease = !side.isWorkTree || (await repository.isClean());
  const tags = versionTags(await repository.tagsIn(head)).filter(({ commit }) => !isRelease || commit !== head);
  const whole = tags.filter(({ of }) => of === "");
  const [last] = whole.length > 0 ? whole : tags;
  if (last === undefined) {
    const shallow = (await repository.isShallow()) ? " The clone is shallow: `git fetch --unshallow --tags`." : "";
    const message = `No tag before ${side.name} names a version ("v1.2.3"), so --from has no default.${shallow} ${nameOne}`;
    throw new GateError("usage", message);
  }
  const others = [...new Set(tags.map(({ of }) => of))];
  if (last.of !== "" && others.length > 1) {
    const message = `The tags name versions of ${others.join(", ")}, so --from has no default. ${nameOne}`;
    throw new GateError("usage", message);
  }
  return last;
}

const nameOne = "Name the older side: --from v1.2.0, --from FOLDER or --from IMAGE.binpb.";

async function unknownName(text: string, repository: GitRepository | undefined): Promise<GateError> {
  const head = await repository?.commit("HEAD");
  const tags = repository === undefined || head === undefined ? [] : await repository.tagsIn(head);
  const names = tags.map(({ name }) => name);
  const versions = versionTags(tags);
  const longer = versions.find(({ name }) => name.startsWith(`${text}.`));
  const near = longer === undefined ? neighbours(text, versions) : [longer.name];
  const nearest = near.length > 0 ? near : [nearestWord(text, names)].filter((name) => name !== undefined);
  const advice =
    nearest.length === 0
      ? "`git tag` lists the tags that are here."
      : `Did you mean ${nearest.map((name) => `"${name}"`).join(" or ")}?`;
  const what = repository === undefined ? "a folder" : "a revision of this repository nor a folder";
  return new GateError("usage", `"${text}" is ${repository === undefined ? "not" : "neither"} ${what}. ${advice}`);
}

/** The versions right before and after one that there is not. */
function neighbours(text: string, tags: readonly VersionTag[]): string[] {
  const version = parseVersion(text.replace(/^v/, ""));
  if (version === undefined) return [];
  const lower = tags.find((tag) => compareVersions(tag.version, version) < 0);
  const higher = tags.findLast((tag) => compareVersions(tag.version, version) > 0);
  return [lower, higher].flatMap((tag) => tag?.name ?? []);
}

/** Equal digests mean equal schemas. */
export function digestOf(opened: Opened): string {
  return "image" in opened ? opened.digest : treeDigest(opened);
}
