import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFacts } from "../affected/proto-facts.ts";
import type { Opened } from "../compile-sides.ts";
import type { RunContext } from "../run-context.ts";
import { copyFiles } from "../tree.ts";

/**
 * Files that a side imports and does not have itself, sorted; none for an image. Files that the compiler brings along
 * are not among them.
 */
export async function missingImports(context: RunContext, opened: Opened): Promise<string[]> {
  if ("image" in opened) return [];
  const protos = [...opened.files.keys()].filter((path) => path.endsWith(".proto"));
  const folder = context.folder("imports");
  const there = await copyFiles(opened, protos, folder);
  const imports = there.flatMap((path) => readFacts(readFileSync(join(folder, path), "utf8"))?.imports ?? []);
  const isThere = (name: string): boolean => there.some((path) => path === name || path.endsWith(`/${name}`));
  const missing = imports.filter((name) => !name.startsWith("google/protobuf/") && !isThere(name));
  return [...new Set(missing)].toSorted();
}
