import type { CheckKind } from "../buf-config.ts";
import { asPaths, asSection } from "../buf-module.ts";
import { isWithin } from "../path-within.ts";
import { type BufSections, type RuleSection, inFolder } from "./buf-sections.ts";
import type { Loosening, Spot } from "./loosening.ts";
import { isCovered } from "./stricter-rules.ts";

/** Asks buf for the ids of the rules that a section turns on; undefined when it does not know some name in it. */
export type ListRules = (kind: CheckKind, section: RuleSection) => Promise<readonly string[] | undefined>;

/** Two configurations, the proto files that both sides have, and what buf makes of a section. */
export interface BufSides {
  readonly head: BufSections;
  readonly base: BufSections;
  readonly paths: readonly string[];
  readonly listRules: ListRules;
}

/** Everything that the head's configuration checks less than the base's, each thing once. */
export async function bufLoosenings(sides: BufSides): Promise<Loosening[]> {
  const found: Loosening[] = [...unchecked(sides), ...pluginLoosenings(sides)];
  for (const kind of ["breaking", "lint"] as const) {
    for (const pair of pairsOf(sides, kind)) {
      found.push(
        ...(await ruleLoosenings(pair, sides.listRules)),
        ...ignoreLoosenings(pair),
        ...switchLoosenings(pair),
      );
    }
  }
  return [...new Map(found.map((loosening) => [JSON.stringify(loosening), loosening])).values()];
}

interface Pair {
  readonly kind: CheckKind;
  readonly head: RuleSection;
  readonly base: RuleSection;
}

/** The sections that count for some file before and after; those of the tree itself where there is no file. */
function pairsOf({ head, base, paths }: BufSides, kind: CheckKind): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const path of paths.length === 0 ? ["any.proto"] : paths) {
    const [before, after] = [base.rulesOf(path, kind), head.rulesOf(path, kind)];
    if (before === undefined || after === undefined) continue;
    const id = JSON.stringify([before.folder, before.at, after.folder, after.at]);
    pairs.set(id, { kind, head: after, base: before });
  }
  return [...pairs.values()];
}

function unchecked({ head, base, paths }: BufSides): Loosening[] {
  const lost = paths.filter((path) => {
    return base.rulesOf(path, "breaking") !== undefined && head.rulesOf(path, "breaking") === undefined;
  });
  if (lost.length === 0) return [];
  const [first = ""] = lost;
  const others = lost.length === 1 ? "is" : `and ${lost.length - 1} more files are`;
  const message = `"${first}" ${others} in no module any more, so that nothing of buf checks it.`;
  return [{ message, old: base.top?.spotOf(["modules"]) ?? base.top?.spotOf([]), new: head.top?.spotOf(["modules"]) }];
}

function pluginLoosenings({ head, base }: BufSides): Loosening[] {
  const kept = new Set(head.plugins.map((plugin) => JSON.stringify(plugin)));
  return base.plugins.flatMap((plugin, index) => {
    if (kept.has(JSON.stringify(plugin))) return [];
    const name = String(asSection(plugin)["plugin"]);
    const message = `The check plugin "${name}" no longer runs, or runs otherwise.`;
    return [{ message, old: base.top?.spotOf(["plugins", index]), new: head.top?.spotOf(["plugins"]) }];
  });
}

const shownRules = 3;

async function ruleLoosenings(pair: Pair, listRules: ListRules): Promise<Loosening[]> {
  const { kind, head, base } = pair;
  if (same(pair, ["use", "except"]) && head.version === base.version) return [];
  const [before, after] = await Promise.all([listRules(kind, base), listRules(kind, head)]);
  const gone =
    before === undefined || after === undefined
      ? [
          ...textsOf(base, "use").filter((name) => !textsOf(head, "use").includes(name)),
          ...textsOf(head, "except").filter((name) => !textsOf(base, "except").includes(name)),
        ]
      : before.filter((id) => !isCovered(id, after));
  if (gone.length === 0) return [];
  const rest = gone.length > shownRules ? ` and ${gone.length - shownRules} more` : "";
  const rules = `${gone.length} ${gone.length === 1 ? "rule" : "rules"}`;
  const message = `${nounOf(kind)} checks ${rules} less: ${gone.slice(0, shownRules).join(", ")}${rest}.`;
  const key = same(pair, ["use"]) ? "except" : "use";
  return [{ message, old: spotOf(base, key), new: spotOf(head, key) }];
}

function nounOf(kind: CheckKind): string {
  return `The section "${kind}"`;
}

function ignoreLoosenings({ kind, head, base }: Pair): Loosening[] {
  const before = pathsUnder(base, base.section["ignore"]);
  const all = asPaths(head.section["ignore"]).flatMap((path, index) => {
    const folder = inFolder(head.folder, path);
    if (before.some((known) => isWithin(folder, known))) return [];
    const message = `"${folder}" is ignored: no rule of "${kind}" is checked there any more.`;
    return [{ message, old: undefined, new: spotOf(head, "ignore", index) }];
  });
  const only = Object.entries(asSection(head.section["ignore_only"])).flatMap(([rule, paths]) => {
    const known = [...before, ...pathsUnder(base, asSection(base.section["ignore_only"])[rule])];
    return asPaths(paths).flatMap((path, index) => {
      const folder = inFolder(head.folder, path);
      if (known.some((other) => isWithin(folder, other))) return [];
      const message = `"${folder}" is ignored by ${rule}: it is not checked there any more.`;
      return [{ message, old: undefined, new: spotOf(head, "ignore_only", rule, index) }];
    });
  });
  return [...all, ...only];
}

function pathsUnder({ folder }: RuleSection, paths: unknown): string[] {
  return asPaths(paths).map((path) => inFolder(folder, path));
}

/** Switches that let more pass when they are on, and what they let pass. */
const permissive: Readonly<Record<string, string>> = {
  ignore_unstable_packages: "breaks of unstable packages are not checked any more",
  rpc_allow_same_request_response: "an RPC may have one message as its request and response",
  rpc_allow_google_protobuf_empty_requests: "an RPC may take google.protobuf.Empty",
  rpc_allow_google_protobuf_empty_responses: "an RPC may return google.protobuf.Empty",
};

function switchLoosenings({ kind, head, base }: Pair): Loosening[] {
  const found = Object.entries(permissive).flatMap(([name, follows]) => {
    if (head.section[name] !== true || base.section[name] === true) return [];
    return [{ message: `"${name}" is on: ${follows}.`, old: spotOf(base, name), new: spotOf(head, name) }];
  });
  if (kind === "breaking" || !allowsComments(head) || allowsComments(base)) return found;
  const message = "Comments in a schema may turn lint rules off: a change can exempt itself.";
  return [...found, { message, old: spotOf(base, commentSwitch(base)), new: spotOf(head, commentSwitch(head)) }];
}

// In version 2 comments count unless they are disallowed; before, where they are allowed.
function allowsComments(rules: RuleSection): boolean {
  const value = rules.section[commentSwitch(rules)];
  return rules.version === "v2" ? value !== true : value === true;
}

function commentSwitch({ version }: RuleSection): string {
  return version === "v2" ? "disallow_comment_ignores" : "allow_comment_ignores";
}

function same({ head, base }: Pair, keys: readonly string[]): boolean {
  return keys.every((key) => JSON.stringify(head.section[key]) === JSON.stringify(base.section[key]));
}

function textsOf({ section }: RuleSection, key: string): string[] {
  const value = section[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Where a key of a section stands; of what the section does not have, the section, and then the file. */
function spotOf({ file, at }: RuleSection, ...keys: readonly (string | number)[]): Spot | undefined {
  return file?.spotOf([...at, ...keys]) ?? file?.spotOf(at);
}
