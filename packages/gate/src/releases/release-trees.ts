import type { GitRepository } from "../git.ts";

interface Entry {
  readonly id: string;
  readonly isFolder: boolean;
}

/**
 * Reads trees of many revisions at once: what they share is read once, and git is asked once for each level of folders.
 * @returns for the id of each tree the ids of its proto files, symbolic links left out
 */
export async function protoFilesOfTrees(
  repository: GitRepository,
  trees: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const known = new Map<string, readonly Entry[]>();
  for (let open = new Set(trees); open.size > 0;) {
    const contents = await repository.contents([...open], "tree");
    for (const [id, content] of contents) known.set(id, parseTree(content, id.length / 2));
    const entries = [...open].flatMap((id) => known.get(id) ?? []);
    open = new Set(entries.filter(({ isFolder, id }) => isFolder && !known.has(id)).map(({ id }) => id));
  }
  const files = new Map<string, ReadonlySet<string>>();
  const collect = (id: string): ReadonlySet<string> => {
    const before = files.get(id);
    if (before !== undefined) return before;
    const found = new Set<string>();
    for (const entry of known.get(id) ?? []) {
      if (!entry.isFolder) found.add(entry.id);
      else for (const inner of collect(entry.id)) found.add(inner);
    }
    files.set(id, found);
    return found;
  };
  return new Map(trees.map((tree) => [tree, collect(tree)]));
}

/**
 * The folders and proto files of a tree object: for each entry its mode, a space, its name, a zero byte and the bytes of
 * its id (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
 * @param idLength bytes of an id
 */
function parseTree(content: Buffer, idLength: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(0, at);
    const [mode, name] = splitOnce(content.toString("utf8", at, end));
    at = end + 1 + idLength;
    const isFolder = mode === "40000";
    const isFile = mode.startsWith("100") && name.endsWith(".proto");
    if (isFolder || isFile) entries.push({ isFolder, id: content.toString("hex", end + 1, at) });
  }
  return entries;
}

function splitOnce(text: string): [string, string] {
  const space = text.indexOf(" ");
  return [text.slice(0, space), text.slice(space + 1)];
}
