import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DeprecationPeriod,
  type Severity,
  type Stability,
  describePeriod,
  nearestEntry,
  rules,
  stabilityOf,
} from "@breakwater/compat";
import { readFacts } from "./affected/proto-facts.ts";
import type { ReleaseSection } from "./baseline-policy.ts";
import { asPaths, asSection } from "./buf-module.ts";
import { BufSections, type RuleSection, inFolder } from "./loosened/buf-sections.ts";
import { isWithin } from "./path-within.ts";
import {
  type PolicySection,
  type PolicyText,
  entryKey,
  noPolicyText,
  policyFileName,
  readPolicy,
} from "./policy-file.ts";
import type { Waiver } from "./waivers/waiver.ts";
import { readWaivers, waiverFileName } from "./waivers/waiver-file.ts";

/** Where a line of the policy comes from: "buf.yaml:12", or words for what no file says. */
export interface Sourced {
  readonly text: string;
  readonly source: string;
}

/** What one package is judged by. */
export interface PackagePolicy {
  readonly name: string;
  readonly stability: Stability;
  readonly because: string;
  /** Entries about elements in the package. */
  readonly elements: readonly Sourced[];
  readonly breaking: readonly Sourced[];
  readonly lint: readonly Sourced[];
}

/** What the schemas of a tree are judged by, and where each line of it comes from. */
export interface PolicyReport {
  readonly label: string;
  readonly packages: readonly PackagePolicy[];
  /** How many proto files are in no module, so that nothing checks them. */
  readonly unchecked: number;
  /** Severities that are not the default. */
  readonly severities: readonly Sourced[];
  /** Custom options that are a contract. */
  readonly customOptions: readonly Sourced[];
  /** How many days ahead a waiver may end. */
  readonly maxWaiverDays: Sourced;
  readonly waivers: readonly Sourced[];
  /** What is asked of releases. */
  readonly releases: readonly Sourced[];
}

/** A tree that was copied to a folder. */
interface PolicyTree {
  readonly label: string;
  readonly folder: string;
  /** Paths of all files in it. */
  readonly paths: readonly string[];
  /** Today in UTC: "2026-12-31". */
  readonly today: string;
}

/**
 * Tells what the schemas of a tree are judged by.
 * @throws {GateError} when `breakwater.yaml` cannot be understood
 */
export function policyReport({ label, folder, paths, today }: PolicyTree): PolicyReport {
  const policy = readPolicy(folder, label) ?? noPolicyText;
  const configs = paths.filter((path) => /(^|\/)buf\.yaml$|^buf\.work\.yaml$/.test(path));
  const sections = new BufSections(new Map(configs.map((path) => [path, readFileSync(join(folder, path), "utf8")])));
  const protos = paths.filter((path) => path.endsWith(".proto"));
  const checked = protos.filter((path) => sections.rulesOf(path, "breaking") !== undefined);
  const byPackage = Map.groupBy(checked, (path) => {
    return readFacts(readFileSync(join(folder, path), "utf8"))?.package ?? "";
  });
  const names = [...byPackage.keys()].toSorted();
  return {
    label,
    packages: names.map((name) => packagePolicy(name, byPackage.get(name) ?? [], { policy, sections, names })),
    unchecked: protos.length - checked.length,
    severities: [...severityLines(policy), ...dimensionLines(policy)],
    customOptions: Object.entries(policy.policy.customOptions).map(([name, severity]) => {
      return { text: `${name}: ${severity}`, source: sourceOf(policy, "customOptions", name) };
    }),
    maxWaiverDays: {
      text: `at most ${policy.maxWaiverDays} days`,
      source: policy.lineOf.has(entryKey("waivers", "maxDays")) ? sourceOf(policy, "waivers", "maxDays") : "default",
    },
    waivers: readWaivers(folder, label).map((waiver) => waiverLine(waiver, today)),
    releases: releaseLines(policy),
  };
}

function waiverLine({ rule, element, owner, reason, until, problem, line }: Waiver, today: string): Sourced {
  const status = problem !== undefined || until < today ? "does not count any more" : `until ${until}`;
  return { text: `${rule} of ${element}, ${status}, ${owner}: ${reason}`, source: `${waiverFileName}:${line}` };
}

interface Known {
  readonly policy: PolicyText;
  readonly sections: BufSections;
  /** Names of all packages. */
  readonly names: readonly string[];
}

function packagePolicy(name: string, paths: readonly string[], known: Known): PackagePolicy {
  const { policy, sections, names } = known;
  const { stability } = policy.policy;
  const entry = nearestEntry(name, stability);
  const declared = entry === undefined ? undefined : stability[entry];
  const isOf = (element: string): boolean => element.startsWith(`${name}.`) && !isInOther(element, name, names);
  return {
    name,
    stability: declared ?? stabilityOf(name),
    because: entry === undefined ? versionReason(name) : `${entry}, ${sourceOf(policy, "stability", entry)}`,
    elements: Object.entries(stability)
      .filter(([element]) => isOf(element))
      .map(([element, value]) => ({ text: `${element}: ${value}`, source: sourceOf(policy, "stability", element) })),
    breaking: ruleLines(paths, sections, "breaking"),
    lint: ruleLines(paths, sections, "lint"),
  };
}

/** Whether a name is, or is in, a package that is itself below another one. */
function isInOther(element: string, name: string, names: readonly string[]): boolean {
  return names.some((other) => {
    return other.startsWith(`${name}.`) && (element === other || element.startsWith(`${other}.`));
  });
}

function versionReason(name: string): string {
  return stabilityOf(name) === "unversioned" ? "its name has no version" : "the version in its name";
}

const defaults = { breaking: "FILE", lint: "STANDARD" } as const;

/** What of buf's configuration is about some of these files; each line once. */
function ruleLines(paths: readonly string[], sections: BufSections, kind: "breaking" | "lint"): Sourced[] {
  const found = paths.flatMap((path) => {
    const rule = sections.rulesOf(path, kind);
    return rule === undefined ? [] : linesFor(path, rule, defaults[kind]);
  });
  return [...new Map(found.map((line) => [JSON.stringify(line), line])).values()];
}

function linesFor(path: string, rule: RuleSection, byDefault: string): Sourced[] {
  const { section, folder } = rule;
  const { use, except } = section;
  const isUsed = Array.isArray(use) && use.length > 0;
  const covers = (ignored: string): boolean => isWithin(path, inFolder(folder, ignored));
  const ignored = asPaths(section["ignore"]).flatMap((one, index) => {
    return covers(one) ? [{ text: `ignored: ${inFolder(folder, one)}`, source: lineOf(rule, "ignore", index) }] : [];
  });
  const only = Object.entries(asSection(section["ignore_only"])).flatMap(([id, list]) =>
    asPaths(list)
      .filter(covers)
      .map((one) => ({
        text: `without ${id}: ${inFolder(folder, one)}`,
        source: lineOf(rule, "ignore_only", id),
      })),
  );
  return [
    isUsed
      ? { text: use.map(String).join(", "), source: lineOf(rule, "use") }
      : { text: byDefault, source: "buf's default" },
    ...(Array.isArray(except) && except.length > 0
      ? [{ text: `except ${except.map(String).join(", ")}`, source: lineOf(rule, "except") }]
      : []),
    ...ignored,
    ...only,
  ];
}

function lineOf({ file, at }: RuleSection, ...keys: readonly (string | number)[]): string {
  const spot = file?.spotOf([...at, ...keys]) ?? file?.spotOf(at);
  return spot === undefined ? "buf's default" : `${spot.path}:${spot.line}`;
}

function severityLines(policy: PolicyText): Sourced[] {
  return Object.entries(policy.policy.severity).flatMap(([id, severity]) => {
    const own: Severity | undefined = rules.find((rule) => rule.id === id)?.severity;
    if (own === severity) return [];
    return [{ text: `${id}: ${severity}, by default ${own}`, source: sourceOf(policy, "severity", id) }];
  });
}

function dimensionLines(policy: PolicyText): Sourced[] {
  return Object.entries(policy.policy.dimensions).map(([dimension, severity]) => {
    return { text: `dimension ${dimension}: ${severity}`, source: sourceOf(policy, "dimensions", dimension) };
  });
}

function releaseLines(policy: PolicyText): Sourced[] {
  const { baselines, deprecation } = policy;
  if (baselines === undefined) return [];
  const { releases, supported } = baselines;
  const last = `the last ${supported === 1 ? "one has" : `${supported} have`} to stay compatible`;
  const isDefault = !policy.lineOf.has(entryKey("baselines", "supported"));
  return [
    { text: `tags like ${releases.join(", ")}`, source: sourceOf(policy, "baselines", "releases") },
    { text: last, source: isDefault ? "the default" : sourceOf(policy, "baselines", "supported") },
    ...(deprecation === undefined ? [] : [periodLine(policy, deprecation)]),
  ];
}

function periodLine(policy: PolicyText, period: DeprecationPeriod): Sourced {
  const text = `what goes has to be deprecated for ${describePeriod(period)}`;
  return { text, source: sourceOf(policy, "deprecation", period.unit) };
}

function sourceOf(
  { lineOf: lines }: PolicyText,
  section: PolicySection | ReleaseSection | "waivers",
  name: string,
): string {
  return `${policyFileName}:${lines.get(entryKey(section, name)) ?? 1}`;
}
