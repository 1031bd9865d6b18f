import type { DeprecationPeriod } from "@breakwater/compat";
import type { GateError } from "./gate-error.ts";

/** Which releases a change is judged by. */
export interface BaselinePolicy {
  /** Patterns of the tags that are releases, at least one; see `tag-pattern.ts`. */
  readonly releases: readonly string[];
  /** How many of the last releases the head must stay compatible with in full; the others are in the ledger. */
  readonly supported: number;
}

/** Sections of `breakwater.yaml` that are about releases. */
export type ReleaseSection = "baselines" | "deprecation";

/** An entry of a mapping: its value, and the offset of its key. */
interface Entry {
  readonly value: unknown;
  readonly at: number;
}

/** What reads the parts of a policy file. */
export interface PolicyReader {
  /** Entries of a mapping by key. */
  readonly entries: (node: unknown, what: string) => ReadonlyMap<string, Entry>;
  /** The value of a scalar, or the values of a list of scalars; undefined for anything else. */
  readonly plain: (node: unknown) => unknown;
  /** Keeps the line of an entry. */
  readonly mark: (section: ReleaseSection, name: string, at: number) => void;
  readonly fault: (at: number, text: string) => GateError;
}

const lastByDefault = 1;

/** Reads `baselines`; undefined when it is not there, or says nothing. */
export function readBaselines(reader: PolicyReader, section: Entry | undefined): BaselinePolicy | undefined {
  const entries = entriesOf(reader, section, { name: "baselines", keys: ["releases", "supported"] });
  if (section === undefined || entries === undefined) return undefined;
  const [releases, supported] = [entries.get("releases"), entries.get("supported")];
  if (releases === undefined) {
    throw reader.fault(section.at, 'has "baselines" without "releases": write the pattern of your tags, as in "v*".');
  }
  const value = reader.plain(releases.value);
  const patterns: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = patterns.filter((pattern) => typeof pattern === "string");
  if (texts.length < patterns.length || texts.length === 0 || texts.includes("")) {
    throw reader.fault(releases.at, 'gives "releases" no pattern of tags: write one, as in "v*", or a list of them.');
  }
  // What git does not take in the name of a tag, the wildcards aside (https://git-scm.com/docs/git-check-ref-format).
  const wrong = texts.find((pattern) => /[\s~^:[\]\\{}]|\.\./.test(pattern));
  if (wrong !== undefined) {
    throw reader.fault(releases.at, `has the pattern "${wrong}", which no tag is like; "*" and "?" are its wildcards.`);
  }
  return {
    releases: texts,
    supported: supported === undefined ? lastByDefault : count(reader, "supported", supported),
  };
}

/** Reads `deprecation`; undefined when it is not there, or says nothing. */
export function readDeprecation(reader: PolicyReader, section: Entry | undefined): DeprecationPeriod | undefined {
  const entries = entriesOf(reader, section, { name: "deprecation", keys: ["releases", "days"] });
  if (section === undefined || entries === undefined) return undefined;
  const [releases, days] = [entries.get("releases"), entries.get("days")];
  const entry = releases ?? days;
  if (entry === undefined || (releases !== undefined && days !== undefined)) {
    throw reader.fault(section.at, 'must give "deprecation" either "releases" or "days", with a whole number.');
  }
  const unit = releases === undefined ? "days" : "releases";
  return { unit, count: count(reader, unit, entry, 1) };
}

function entriesOf(
  reader: PolicyReader,
  section: Entry | undefined,
  { name, keys }: { readonly name: ReleaseSection; readonly keys: readonly string[] },
): ReadonlyMap<string, Entry> | undefined {
  if (section === undefined || reader.plain(section.value) === null) return undefined;
  const entries = reader.entries(section.value, "this key");
  for (const [key, { at }] of entries) {
    if (!keys.includes(key)) throw reader.fault(at, `has the unknown key "${key}". Known: ${keys.join(", ")}.`);
    reader.mark(name, key, at);
  }
  return entries;
}

function count(reader: PolicyReader, name: string, { value, at }: Entry, least = 0): number {
  const number = reader.plain(value);
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= least) return number;
  throw reader.fault(at, `gives "${name}" ${JSON.stringify(number ?? null)}; it must be a whole number from ${least}.`);
}
