export { witnessOfBuf } from "./buf-witness.ts";
export { type BufRule, describeBufRule } from "./buf-rule.ts";
export { type Bump, bumpOf, neededVersion } from "./bump.ts";
export { applyChanges, type Change } from "./change.ts";
export { changelogOf } from "./changelog/changelog.ts";
export {
  type ChangelogEntry,
  type ElementFinding,
  type EntryKind,
  type PackageChanges,
  entryKinds,
} from "./changelog/entry.ts";
export { relativeName, subjectOf } from "./changelog/names.ts";
export { type Code, type Phrase, plainPhrase } from "./changelog/phrase.ts";
export { type CompareRequest, type CompatFinding, compareSchemas, judge } from "./compare.ts";
export { Comparison } from "./comparison.ts";
export {
  type DatedRelease,
  type DeprecationHistory,
  type DeprecationPeriod,
  describePeriod,
} from "./deprecation-history.ts";
export { type Dimension, dimensions } from "./dimension.ts";
export { diffModels } from "./diff.ts";
export { type DeclaredStability, type Policy, defaultPolicy } from "./policy.ts";
export { type Breaks, whoBreaks } from "./reach.ts";
export type { Release } from "./release.ts";
export type { Rule } from "./rule.ts";
export { rules } from "./rules/index.ts";
export { whySafe } from "./safe-change.ts";
export { type Version, compareVersions, parseVersion, versionText } from "./semantic-version.ts";
export type { Severity } from "./severity.ts";
export { type Stability, nearestEntry, stabilityOf } from "./stability.ts";
export type { Witness } from "./witness.ts";
