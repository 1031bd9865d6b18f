import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { bufLoosenings } from "../loosened/buf-loosenings.ts";
import { BufSections } from "../loosened/buf-sections.ts";
import { listBufRules } from "../loosened/list-buf-rules.ts";
import { toLooseningFinding } from "../loosened/loosening.ts";
import { policyLoosenings } from "../loosened/policy-loosenings.ts";
import { noPolicyText, policyFileName, readPolicy } from "../policy-file.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import type { Tree } from "../tree.ts";

/** What the check `policy` found, with what a person should know beside it. */
interface PolicyResult {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** A side with files, its configuration copied to a folder. */
interface Files {
  readonly tree: Tree;
  readonly folder: string;
}

/** Finds what a change loosens of what it will be checked by after the merge. */
export async function policyStep(
  context: RunContext,
  sides: { readonly head: Side; readonly base: Side },
): Promise<PolicyResult> {
  const [head, base] = [filesOf(sides.head), filesOf(sides.base)];
  if (head === undefined || base === undefined) {
    return { findings: [], notes: ["policy: not checked, an image has no policy and no workflow"] };
  }
  // What nothing was checked by cannot be loosened: these are a team's first schemas.
  if (protosOf(base).length === 0) return { findings: [], notes: [] };
  return { findings: [...policyFindings(head, base), ...(await bufFindings(context, head, base))], notes: [] };
}

function filesOf({ tree, folder }: Side): Files | undefined {
  return tree === undefined || folder === undefined ? undefined : { tree, folder };
}

function protosOf({ tree }: Files): string[] {
  return [...tree.files.keys()].filter((path) => path.endsWith(".proto"));
}

function policyFindings(head: Files, base: Files): Finding[] {
  const read = ({ folder, tree }: Files) => readPolicy(folder, tree.label) ?? noPolicyText;
  return policyLoosenings({ head: read(head), base: read(base) }).map((loosening) => {
    return toLooseningFinding("POLICY_LOOSENED", loosening, policyFileName);
  });
}

async function bufFindings(context: RunContext, head: Files, base: Files): Promise<Finding[]> {
  const isConfig = (path: string): boolean => /(^|\/)buf\.yaml$|^buf\.work\.yaml$/.test(path);
  const [now, before] = [textsOf(head, isConfig), textsOf(base, isConfig)];
  if (JSON.stringify([...now]) === JSON.stringify([...before])) return [];
  const known = new Set(protosOf(base));
  const found = await bufLoosenings({
    head: new BufSections(now),
    base: new BufSections(before),
    paths: protosOf(head).filter((path) => known.has(path)),
    listRules: async (kind, section) => await listBufRules(context, kind, section),
  });
  return found.map((loosening) => toLooseningFinding("BUF_CONFIG_LOOSENED", loosening, "buf.yaml"));
}

/** Texts of the files of a tree that something is asked of, by path. */
function textsOf({ tree, folder }: Files, isWanted: (path: string) => boolean): Map<string, string> {
  const paths = [...tree.files.keys()].filter((path) => isWanted(path) && existsSync(join(folder, path)));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
