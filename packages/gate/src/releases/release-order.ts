import { compareText } from "../compare-text.ts";

/** What the order of releases is made of. */
export interface Ordered {
  /** Name of the tag. */
  readonly name: string;
  /** Seconds since 1970 at which it was made. */
  readonly time: number;
}

/** Releases that follow each other: those whose tags differ in the version alone, or those that have none. */
export interface Series<Release extends Ordered> {
  /** The oldest first. */
  readonly all: readonly Release[];
  /** Without pre-releases, which promise nothing; all where there is nothing else. */
  readonly final: readonly Release[];
}

/**
 * Puts releases into series: `v1.2.0` and `api/v1.2.0` belong to two. In a series a lower version comes first, a
 * pre-release before its release (https://semver.org/#spec-item-11); tags without a version are a series by time.
 */
export function seriesOf<Release extends Ordered>(releases: readonly Release[]): Series<Release>[] {
  const known = releases.map((release) => ({ release, version: parseVersion(release.name) }));
  const groups = Map.groupBy(known, ({ version }) => version?.prefix);
  const names = [...groups.keys()].toSorted((a, b) => compareText(a ?? "", b ?? ""));
  return names.map((name) => {
    const sorted = (groups.get(name) ?? []).toSorted((a, b) => {
      const byVersion = a.version && b.version ? compareVersions(a.version, b.version) : 0;
      return byVersion || a.release.time - b.release.time || compareText(a.release.name, b.release.name);
    });
    const all = sorted.map(({ release }) => release);
    const final = sorted.filter(({ version }) => version === undefined || version.pre.length === 0);
    return { all, final: final.length > 0 ? final.map(({ release }) => release) : all };
  });
}

interface Version {
  /** What comes before it: "", "v", "api/v", "client-". */
  readonly prefix: string;
  readonly numbers: readonly bigint[];
  /** Identifiers of a pre-release; none of a release. */
  readonly pre: readonly string[];
}

// The first place where a version can start; what is in front ends in something that is no part of a word.
const tagPattern = /^((?:.*?[/@_-])??v?)(\d+)\.(\d+)(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]*)?$/;

function parseVersion(tag: string): Version | undefined {
  const [, prefix, major = "", minor = "", patch = "0", pre] = tagPattern.exec(tag) ?? [];
  if (prefix === undefined) return undefined;
  return { prefix, numbers: [major, minor, patch].map(BigInt), pre: pre === undefined ? [] : pre.split(".") };
}

function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (const [index, identifier] of a.pre.entries()) {
    const order = compareIdentifiers(identifier, b.pre[index]);
    if (order !== 0) return order;
  }
  return a.pre.length - b.pre.length;
}

/** Numbers before words, numbers by value; what there is no more of comes first. */
function compareIdentifiers(a: string, b: string | undefined): number {
  if (b === undefined) return 1;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return BigInt(a) === BigInt(b) ? 0 : BigInt(a) < BigInt(b) ? -1 : 1;
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return compareText(a, b);
}
