import { type Model, type ModelKey, splitKey } from "@breakwater/schema";
import type { GitRepository } from "../git.ts";
import { type Declaration, declarationsIn } from "./declarations.ts";
import type { TaggedRelease } from "./list-releases.ts";
import type { Series } from "./release-order.ts";
import { protoFilesOfTrees } from "./release-trees.ts";

/** A release that had a number or name that a change gives away again, as far as its text shows it. */
export interface LedgerEntry {
  readonly release: TaggedRelease;
  /** The releases that had an element just as this one has it: "v1.0.0 to v1.3.0". */
  readonly spans: ReadonlyMap<ModelKey, string>;
}

/** What has a number or name that the base does not have at the same place. */
interface Newcomer {
  readonly kind: Declaration["kind"];
  /** Full name of the message or enum; of an extension, the last part of that of the message that it extends. */
  readonly parent: string;
  /** Full name of an extension. */
  readonly key: ModelKey;
  readonly number: number;
  readonly names: ReadonlySet<string>;
}

/**
 * Looks up in all releases what a change numbers or names anew. The texts of the releases are read, each once, and
 * nothing is compiled: what is found here is for the rules to judge, of the releases that are named, and nothing else of
 * any release can matter to them.
 * @param known ids of the base's files: what the base has itself is no reuse
 * @returns of releases that had an element in the same way, the last of each series
 */
export async function lookUp(
  repository: GitRepository,
  series: readonly Series<TaggedRelease>[],
  change: { readonly before: Model; readonly after: Model; readonly known: ReadonlySet<string> },
): Promise<LedgerEntry[]> {
  const newcomers = newcomersOf(change.before, change.after);
  if (newcomers.length === 0) return [];
  const trees = new Set(series.flatMap(({ all }) => all.flatMap(({ tree }) => tree ?? [])));
  const files = await protoFilesOfTrees(repository, [...trees]);
  const ids = new Set([...files.values()].flatMap((own) => [...own]).filter((id) => !change.known.has(id)));
  const earlier = await readEarlier(repository, [...ids], newcomers);
  return series.flatMap(({ all }) => {
    const held = all.map(({ tree }) => {
      const own = tree === undefined ? [] : [...(files.get(tree) ?? [])];
      return new Map(own.flatMap((id) => earlier.get(id) ?? []).map((one) => [`${one.key} ${one.text}`, one.key]));
    });
    return entriesOf(all, held);
  });
}

/** Elements of the new model whose number or name is not that of the same element of the old one. */
function newcomersOf(before: Model, after: Model): Newcomer[] {
  return [...after].flatMap(([key, { number, jsonName, extendee }]) => {
    const { kind, name } = splitKey(key);
    if (kind !== "field" && kind !== "enum value" && kind !== "extension") return [];
    const old = before.get(key);
    if (old !== undefined && old["number"] === number && old["jsonName"] === jsonName) return [];
    const around = name.slice(0, -shortName(name).length - 1);
    const parent = typeof extendee === "string" ? shortName(extendee) : around;
    const names = [shortName(name), ...(typeof jsonName === "string" ? [jsonName] : [])];
    return [{ kind, parent, key, number: Number(number), names: new Set(names.map(plainName)) }];
  });
}

/** Blobs that are read at a time: a history can have more than fits into memory. */
const readTogether = 2000;

/** Declarations of files that have the number or a name of a newcomer, by the id of the file. */
async function readEarlier(
  repository: GitRepository,
  ids: readonly string[],
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<string, readonly Declaration[]>> {
  const byPlace = Map.groupBy(newcomers, ({ kind, parent }) => `${kind} ${parent}`);
  const words = [...new Set(newcomers.map(({ parent }) => shortName(parent)))].map((word) => Buffer.from(word));
  const earlier = new Map<string, readonly Declaration[]>();
  for (let start = 0; start < ids.length; start += readTogether) {
    const contents = await repository.contents(ids.slice(start, start + readTogether));
    for (const [id, content] of contents) {
      // Most files do not even mention the messages.
      if (!words.some((word) => content.includes(word))) continue;
      const found = declarationsIn(content.toString("utf8")).filter((declaration) => {
        return byPlace.get(placeOf(declaration))?.some((newcomer) => isMet(newcomer, declaration)) === true;
      });
      if (found.length > 0) earlier.set(id, found);
    }
  }
  return earlier;
}

function placeOf({ kind, parent }: Declaration): string {
  return `${kind} ${kind === "extension" ? shortName(parent) : parent}`;
}

/** May say too much, and never too little: names in JSON are made of names without underscores. */
function isMet({ kind, key, number, names }: Newcomer, earlier: Declaration): boolean {
  if (number === earlier.number) return true;
  return kind === "extension" ? key === earlier.key : earlier.names.some((name) => names.has(plainName(name)));
}

function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/**
 * The last release of each declaration, with the words for all that had it.
 * @param held what each release has, as text, with its key
 */
function entriesOf(releases: readonly TaggedRelease[], held: readonly ReadonlyMap<string, ModelKey>[]): LedgerEntry[] {
  const spans = new Map<string, string>();
  const last = new Map<string, number>();
  for (const text of new Set(held.flatMap((own) => [...own.keys()]))) {
    const indexes = [...held.keys()].filter((index) => held[index]?.has(text));
    spans.set(text, spanOf(releases, indexes));
    last.set(text, indexes.at(-1) ?? 0);
  }
  return [...new Set(last.values())].flatMap((index) => {
    const release = releases[index];
    const own = [...(held[index] ?? [])].map(([text, key]) => [key, spans.get(text) ?? ""] as const);
    return release === undefined ? [] : [{ release, spans: new Map(own) }];
  });
}

/** "v1.0.0 to v1.3.0 and v2.0.0", of releases by their places in the series. */
function spanOf(releases: readonly TaggedRelease[], indexes: readonly number[]): string {
  const runs = indexes.filter((index) => !indexes.includes(index - 1));
  return runs
    .map((start) => {
      let end = start;
      while (indexes.includes(end + 1)) end += 1;
      const [first = "", last = ""] = [releases[start]?.name, releases[end]?.name];
      return start === end ? first : `${first} to ${last}`;
    })
    .join(" and ");
}
