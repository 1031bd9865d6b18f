import type { Version } from "./semantic-version.ts";
import type { ChangelogEntry, PackageChanges } from "./changelog/entry.ts";

/** Which part of a semantic version a change needs to grow (https://semver.org). */
export const bumps = ["none", "patch", "minor", "major"] as const;

export type Bump = (typeof bumps)[number];

/**
 * The part of the version of a client package that grows with a change of the schemas that it is generated from: what
 * breaks is major; what is new, gone from an unstable package, deprecated (semver.org §7), or such that a program may
 * notice it is minor; comments and options that no program notices are a patch.
 */
export function bumpOf(packages: readonly PackageChanges[]): Bump {
  const all = new Set(
    packages.flatMap(({ entries, comments }): Bump[] => [...entries.map(bumpOfEntry), comments > 0 ? "patch" : "none"]),
  );
  return bumps.findLast((bump) => all.has(bump)) ?? "none";
}

function bumpOfEntry({ kind, changes, findings }: ChangelogEntry): Bump {
  switch (kind) {
    case "breaking":
      return "major";
    case "added":
    case "deprecated":
    case "removed":
      return "minor";
    case "changed": {
      const isNoticed = findings.length > 0 || changes.some((change) => !isOption(change));
      return isNoticed ? "minor" : "patch";
    }
    case "internal":
      return "patch";
  }
}

function isOption(change: ChangelogEntry["changes"][number]): boolean {
  return change.kind === "altered" && /^(option\.|\()/.test(change.attribute);
}

/**
 * The lowest version that a change may be released as. Below 1.0.0 semver.org §4 promises nothing; npm's "^0.2.3" takes
 * 0.2.4 and not 0.3.0, so that what breaks is minor there and everything else a patch. A prerelease promises nothing
 * either: its own release is enough.
 */
export function neededVersion(released: Version, bump: Bump): Version {
  const { major, minor, patch } = released;
  if (bump === "none") return released;
  const release = { major, minor, patch, prerelease: "" };
  if (released.prerelease !== "") return release;
  const part = major > 0 ? bump : bump === "major" ? "minor" : "patch";
  switch (part) {
    case "major":
      return { ...release, major: major + 1, minor: 0, patch: 0 };
    case "minor":
      return { ...release, minor: minor + 1, patch: 0 };
    case "patch":
      return { ...release, patch: patch + 1 };
  }
}
