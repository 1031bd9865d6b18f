/** A semantic version, without what builds append to it. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** "rc.1", or "" for a release. */
  readonly prerelease: string;
}

/** Reads "1.2.3" or "1.2.3-rc.1"; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const pattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

/** A version as it is written. */
export function versionText({ major, minor, patch, prerelease }: Version): string {
  return `${major}.${minor}.${patch}${prerelease === "" ? "" : `-${prerelease}`}`;
}

/** Orders versions as semver.org §11 does. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  // A release comes after its prereleases.
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [one, other] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const order = compareIdentifiers(one[index], other[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  // The longer list comes after its own start.
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : 1;
}
