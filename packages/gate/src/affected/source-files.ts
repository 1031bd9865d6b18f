import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { BufLayout } from "../buf-layout.ts";
import type { RunContext } from "../run-context.ts";
import type { Tree } from "../tree.ts";
import { FactStore } from "./fact-store.ts";
import type { SourceFile } from "./import-graph.ts";

/** A tree, and how its files import each other. */
export interface SourceTree {
  readonly tree: Tree;
  readonly layout: BufLayout;
  /** Git-ignored module folders that are taken from the working tree. */
  readonly linkedModules: readonly string[];
}

/**
 * The proto files of trees with what their texts tell, in the order of the trees.
 * @returns undefined when some text has to be left to the compiler
 */
export async function readSourceFiles(
  context: RunContext,
  trees: readonly SourceTree[],
): Promise<(readonly SourceFile[])[] | undefined> {
  const store = new FactStore(context);
  const lists: SourceFile[][] = [];
  for (const { tree, layout, linkedModules } of trees) {
    const ids = new Map([...tree.files].filter(([path]) => path.endsWith(".proto")));
    const linked = new Map(linkedModules.flatMap((module) => linkedFiles(tree, module)));
    await store.load(tree, ids);
    const files: SourceFile[] = [];
    for (const [path, id] of [...ids, ...linked]) {
      const importPath = layout.importPathOf(path);
      if (importPath === undefined) continue;
      const facts = store.get(id) ?? store.read(id, () => readFileSync(join(tree.workFolder ?? "", path)));
      if (facts === undefined) return undefined;
      files.push({ path, importPath, facts });
    }
    lists.push(files);
  }
  store.save();
  return lists;
}

function linkedFiles({ workFolder = "" }: Tree, module: string): [path: string, id: string][] {
  const folder = join(workFolder, module);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".proto"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      const id = createHash("sha256").update(readFileSync(path)).digest("hex");
      return [`${module}/${relative(folder, path).replaceAll("\\", "/")}`, id];
    });
}
