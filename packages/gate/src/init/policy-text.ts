import { stabilityOf } from "@breakwater/compat";
import { parsePolicy, policyFileName } from "../policy-file.ts";
import { GateError } from "../gate-error.ts";
import type { ActionName } from "./workflow-text.ts";

/** Since when a repository promises not to break anybody. */
export interface RecordedBaseline {
  /** Full id of the commit. */
  readonly commit: string;
  /** The last release, with a pattern for all of them; undefined when no tag is a version. */
  readonly release: { readonly tag: string; readonly pattern: string } | undefined;
}

/** What a first policy is about. */
interface PolicySubject {
  readonly action: ActionName;
  readonly baseline: RecordedBaseline;
  /** Packages that look unstable, and are judged as stable. */
  readonly doubtful: readonly string[];
}

/** A first `breakwater.yaml`: the defaults, with what can be decided as comments, and the recorded baseline. */
export function policyText({ action, baseline, doubtful }: PolicySubject): string {
  const { commit, release } = baseline;
  const since = release === undefined ? commit.slice(0, 12) : `${commit.slice(0, 12)} and the release ${release.tag}`;
  const head = [
    `# yaml-language-server: $schema=https://raw.githubusercontent.com/${action.repository}/${action.ref}/docs/breakwater.schema.json`,
    "# What this team has decided about its schemas. Read from the base of a change, so that a change cannot loosen what it",
    "# is judged by. `breakwater policy` prints what follows for each package.",
    "version: 1",
    "",
    `# Compatibility is promised from ${since} on. What was wrong`,
    "# before is on the base of every change, where lint and format only note it.",
  ];
  const tail = [
    "",
    "# How much a rule weighs: error, warning or note. `breakwater rules` lists all, `breakwater explain RULE` says why.",
    "# severity:",
    "#   TS_ENUM_MEMBER_RENAMED: warning",
    "# dimensions:",
    "#   typescript: warning",
    "",
    "# Stable packages never break; v1alpha1 and v1beta1 may. An entry says otherwise, for a package or an element.",
    "# stability:",
    ...(doubtful.length > 0 ? doubtful : ["acme.shop.v1.Draft"]).map((name) => `#   ${name}: unstable`),
    "",
    "# Options whose values are a contract.",
    "# customOptions:",
    "#   acme.auth.scope: error",
    "",
  ];
  const plain = [...head, ...tail].join("\n");
  if (release === undefined) return plain;
  const baselines = [
    "# Each change must keep to the last of these releases, too.",
    "baselines:",
    `  releases: ${JSON.stringify(release.pattern)}`,
  ];
  const text = [...head, ...baselines, ...tail].join("\n");
  return isUnderstood(text) ? text : plain;
}

/** Whether the gate that writes a policy reads it as well: a key that it does not know would stop every check. */
function isUnderstood(text: string): boolean {
  try {
    parsePolicy(text, policyFileName);
    return true;
  } catch (error) {
    if (error instanceof GateError) return false;
    throw error;
  }
}

/** Packages whose version goes on after its number in a way that buf does not know, as in "v1development". */
export function doubtfulPackages(names: Iterable<string>): string[] {
  const isDoubtful = (name: string): boolean => /\.v\d+[a-z]\w*$/.test(name) && stabilityOf(name) !== "unstable";
  return [...new Set(names)].filter(isDoubtful).toSorted();
}
