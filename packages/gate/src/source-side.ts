import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { BufConfig } from "./buf-config.ts";
import { isWithin } from "./path-within.ts";
import type { Role } from "./role.ts";
import type { RunContext } from "./run-context.ts";
import { isConfigFile } from "./schema-file.ts";
import { type Tree, copyFiles } from "./tree.ts";

/** A tree that others may be read like. */
export interface LayoutSource {
  readonly tree: Tree;
  /** Folder with its configuration, absolute. */
  readonly folder: string;
  readonly config: BufConfig | undefined;
}

/** One side of a comparison as files: its configuration is read, and its schemas are not compiled yet. */
export interface SourceSide {
  readonly role: Role;
  readonly tree: Tree;
  /** Folder with the configuration, absolute. */
  readonly folder: string;
  /** buf's configuration, if the tree has one. */
  readonly config: BufConfig | undefined;
  /** What tells how its files import each other: its own configuration, or one that it has borrowed. */
  readonly layout: BufConfig | undefined;
  /** Where that is. */
  readonly layoutFrom: LayoutSource;
  /** Paths of the files that were borrowed for that. */
  readonly borrowed: readonly string[];
}

/**
 * Copies the configuration of a tree to a folder and reads it.
 * @throws {GateError} when it cannot be read
 */
export async function openSource(context: RunContext, role: Role, tree: Tree): Promise<SourceSide> {
  const folder = context.folder(role);
  const paths = [...tree.files.keys()].filter((path) => !path.endsWith(".proto"));
  await copyFiles(tree, paths, folder);
  const config = BufConfig.read(folder, tree.label);
  return { role, tree, folder, config, layout: config, layoutFrom: { tree, folder, config }, borrowed: [] };
}

/**
 * Lets a side from before there was a `buf.yaml` be read by that of another one: without it imports start elsewhere, so
 * that the side would not compile, or each of its files would have another name. Rules are not borrowed.
 * @returns the side itself when it has a configuration, or the other one's names folders that it has not
 */
export function withLayoutOf(from: LayoutSource, side: SourceSide): SourceSide {
  const borrowed = [...from.tree.files.keys()].filter(isConfigFile);
  if (from.config === undefined || side.config !== undefined || [...side.tree.files.keys()].some(isConfigFile))
    return side;
  const isThere = (folder: string, { tree }: { readonly tree: Tree }): boolean => {
    return [...tree.files.keys()].some((path) => path.endsWith(".proto") && isWithin(path, folder));
  };
  // What neither has is git-ignored, and linked from the working tree into both.
  if (from.config.moduleFolders.some((folder) => isThere(folder, from) && !isThere(folder, side))) return side;
  for (const path of borrowed) {
    mkdirSync(dirname(join(side.folder, path)), { recursive: true });
    copyFileSync(join(from.folder, path), join(side.folder, path));
  }
  return { ...side, layout: from.config, layoutFrom: from, borrowed };
}
