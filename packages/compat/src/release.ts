import type { ModelKey, SchemaSet } from "@breakwater/schema";

/** An earlier release, whose users may still be there. */
export interface Release {
  /** What people call it: "v1.2.0". */
  readonly name: string;
  readonly schemas: SchemaSet;
  /**
   * Which releases had an element just as this one has it, in words: "v1.0.0 to v1.3.0". Of an element without an entry
   * only this one is known to.
   */
  readonly spans?: ReadonlyMap<ModelKey, string>;
}

/** Releases that are named in a sentence; of more, some are counted. */
const namedReleases = 3;

/** The releases that have an element, as a sentence names them: "v1.0.0 to v1.3.0 and v2.0.0". */
export function nameReleases(releases: readonly Release[], key: ModelKey): string {
  const names = [...new Set(releases.map(({ name, spans }) => spans?.get(key) ?? name))];
  const shown = names.length > namedReleases + 1 ? names.slice(0, namedReleases) : names;
  const rest = shown.length < names.length ? [`${names.length - shown.length} more`] : [];
  const parts = [...shown, ...rest];
  const last = parts.pop() ?? "no release";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}
