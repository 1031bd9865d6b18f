import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../run-context.ts";
import type { Tree } from "../tree.ts";
import { type ProtoFacts, readFacts } from "./proto-facts.ts";

/** More facts than this are not kept from one run to the next; the oldest go first. */
const maxKept = 100_000;

/** Facts of proto texts by the ids of their contents: read once, and kept in the cache for the next check. */
export class FactStore {
  private readonly context: RunContext;
  /** null stands for a text that has to be left to the compiler. */
  private readonly known = new Map<string, ProtoFacts | null>();
  private key: string | undefined;
  private isChanged = false;

  constructor(context: RunContext) {
    this.context = context;
  }

  /**
   * Reads the facts of files of a tree, those that are not known from their texts.
   * @param ids ids of contents by path
   */
  async load(tree: Tree, ids: ReadonlyMap<string, string>): Promise<void> {
    this.restore(tree);
    const missing = new Map([...ids].filter(([, id]) => !this.known.has(id)).map(([path, id]) => [id, path]));
    if (missing.size === 0) return;
    const { origin } = tree;
    if (origin.kind === "git") {
      const contents = await origin.repository.contents([...missing.keys()]);
      for (const [id, content] of contents) this.read(id, () => content);
    } else for (const [id, path] of missing) this.read(id, () => readFileSync(join(origin.path, path)));
  }

  get(id: string): ProtoFacts | undefined {
    return this.known.get(id) ?? undefined;
  }

  /** The facts of a text, read unless they are known. */
  read(id: string, content: () => Buffer): ProtoFacts | undefined {
    const known = this.known.get(id);
    if (known !== undefined) return known ?? undefined;
    const facts = readFacts(content().toString("utf8"));
    this.known.set(id, facts ?? null);
    this.isChanged = true;
    return facts;
  }

  /** Keeps the facts for the next check. */
  save(): void {
    if (this.key === undefined || !this.isChanged) return;
    const entries = [...this.known].slice(-maxKept);
    this.context.cache.write("facts", this.key, Buffer.from(JSON.stringify(Object.fromEntries(entries))));
  }

  // One entry per repository: both sides have nearly the same contents, and so has the next check.
  private restore({ origin }: Tree): void {
    if (this.key !== undefined) return;
    this.key = origin.kind === "git" ? origin.repository.folder : origin.path;
    const kept = this.context.cache.read("facts", this.key);
    if (kept === undefined) return;
    // The cache has checked that these are the bytes that were written.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const facts = JSON.parse(kept.toString("utf8")) as Readonly<Record<string, ProtoFacts | null>>;
    for (const [id, value] of Object.entries(facts)) this.known.set(id, value);
  }
}
