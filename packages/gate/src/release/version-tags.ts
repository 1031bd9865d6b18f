import { type Version, compareVersions, parseVersion } from "@breakwater/compat";

/** A tag that names a version: "v1.2.3", or "@acme/shop/v1.2.3" for one package of several. */
export interface VersionTag {
  readonly name: string;
  /** Full id of the commit. */
  readonly commit: string;
  readonly version: Version;
  /** What it is a version of, as it stands in the tag; "" for all of the repository. */
  readonly of: string;
}

/** Those of some tags that name a version, the highest version first. */
export function versionTags(tags: readonly { readonly name: string; readonly commit: string }[]): VersionTag[] {
  const named = tags.flatMap(({ name, commit }): VersionTag[] => {
    // "name/v1.2.3" as Go modules have it, "name@1.2.3" as changesets writes it.
    const [, of = "", text = ""] = /^(?:(.*)[/@])?v?(\d+\.\d+\.\d+.*)$/.exec(name) ?? [];
    const version = parseVersion(text);
    return version === undefined ? [] : [{ name, commit, version, of }];
  });
  return named.toSorted((a, b) => compareVersions(b.version, a.version) || (a.name < b.name ? -1 : 1));
}
