import { BufConfig } from "./buf-config.ts";
import type { Role } from "./role.ts";
import type { RunContext } from "./run-context.ts";
import { type Tree, copyFiles } from "./tree.ts";

/** One side of a comparison as files: its configuration is read, and its schemas are not compiled yet. */
export interface SourceSide {
  readonly role: Role;
  readonly tree: Tree;
  /** Folder with the configuration, absolute. */
  readonly folder: string;
  /** buf's configuration, if the tree has one. */
  readonly config: BufConfig | undefined;
}

/**
 * Copies the configuration of a tree to a folder and reads it.
 * @throws {GateError} when it cannot be read
 */
export async function openSource(context: RunContext, role: Role, tree: Tree): Promise<SourceSide> {
  const folder = context.folder(role);
  const paths = [...tree.files.keys()].filter((path) => !path.endsWith(".proto"));
  await copyFiles(tree, paths, folder);
  return { role, tree, folder, config: BufConfig.read(folder, tree.label) };
}
