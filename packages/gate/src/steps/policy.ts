import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Found } from "../finding.ts";
import { bufLoosenings } from "../loosened/buf-loosenings.ts";
import { BufSections } from "../loosened/buf-sections.ts";
import { listBufRules } from "../loosened/list-buf-rules.ts";
import { toLooseningFinding } from "../loosened/loosening.ts";
import { CodeOwners } from "../loosened/code-owners.ts";
import { ownerLoosenings } from "../loosened/owner-loosenings.ts";
import { workflowLoosenings } from "../loosened/workflow-loosenings.ts";
import { gateSteps } from "../loosened/workflow-steps.ts";
import { YamlText } from "../loosened/yaml-text.ts";
import { policyLoosenings } from "../loosened/policy-loosenings.ts";
import { noPolicyText, policyFileName, readPolicy } from "../policy-file.ts";
import type { RunContext } from "../run-context.ts";
import { isConfigFile, isGuardFile } from "../schema-file.ts";
import type { Side } from "../side.ts";
import type { Tree } from "../tree.ts";

/** What the check `policy` found, with what a person should know beside it. */
interface PolicyResult {
  readonly findings: readonly Found[];
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
  const guards = [...workflowFindings(head, base), ...ownerFindings(head, base)];
  const notes = [...base.tree.files.keys()]
    .filter((path) => isLeftOut(path, head))
    .map((path) => `policy: ${path} is not checked, the sparse checkout leaves it out`);
  // What nothing was checked by cannot be loosened: these are a team's first schemas.
  if (protosOf(base).length === 0) return { findings: guards, notes };
  if (isAdoption(head, base)) return { findings: guards, notes: [...notes, adoptionNote] };
  const rules = await bufFindings(context, head, base);
  return { findings: [...policyFindings(head, base), ...rules, ...guards], notes };
}

const adoptionNote =
  "policy: this change brings the gate in, so that it loosens nothing; see what its buf.yaml leaves out";

/** Whether nothing has run the gate, and said by what, until this change: what it leaves out was never looked at. */
function isAdoption(head: Files, base: Files): boolean {
  const isDecided = [...base.tree.files.keys()].some((path) => path === policyFileName || isConfigFile(path));
  const runs = (files: Files): boolean => workflowsOf(files, () => true).some((file) => gateSteps(file).length > 0);
  return !isDecided && !runs(base) && runs(head);
}

function filesOf({ tree, folder }: Side): Files | undefined {
  return tree === undefined || folder === undefined ? undefined : { tree, folder };
}

function protosOf({ tree }: Files): string[] {
  return [...tree.files.keys()].filter((path) => path.endsWith(".proto"));
}

function policyFindings(head: Files, base: Files): Found[] {
  const read = ({ folder, tree }: Files) => readPolicy(folder, tree.label) ?? noPolicyText;
  return policyLoosenings({ head: read(head), base: read(base) }).map((loosening) => {
    return toLooseningFinding("POLICY_LOOSENED", loosening, policyFileName);
  });
}

async function bufFindings(context: RunContext, head: Files, base: Files): Promise<Found[]> {
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

/** Whether the head cannot tell about a workflow or owners, since it leaves them out. */
function isLeftOut(path: string, { tree }: Files): boolean {
  return isGuardFile(path) && tree.leftOut?.has(path) === true;
}

function workflowFindings(head: Files, base: Files): Found[] {
  const read = (files: Files): YamlText[] => workflowsOf(files, (path) => !isLeftOut(path, head));
  return workflowLoosenings({ head: read(head), base: read(base) }).map((loosening) => {
    return toLooseningFinding("WORKFLOW_LOOSENED", loosening, ".github/workflows");
  });
}

function workflowsOf(files: Files, isWanted: (path: string) => boolean): YamlText[] {
  const isWorkflow = (path: string): boolean => path.startsWith(".github/workflows/") && isGuardFile(path);
  const texts = textsOf(files, (path) => isWorkflow(path) && isWanted(path));
  return [...texts].map(([path, text]) => new YamlText(path, text));
}

function ownerFindings(head: Files, base: Files): Found[] {
  const read = (files: Files): CodeOwners => {
    return new CodeOwners(textsOf(files, (path) => path.endsWith("CODEOWNERS") && isGuardFile(path)));
  };
  if ([...base.tree.files.keys()].some((path) => path.endsWith("CODEOWNERS") && isLeftOut(path, head))) return [];
  const paths = [...base.tree.files.keys()].filter((path) => head.tree.files.has(path));
  return ownerLoosenings({ head: read(head), base: read(base), paths }).map((loosening) => {
    return toLooseningFinding("CODEOWNERS_LOOSENED", loosening, ".github/CODEOWNERS");
  });
}

/** Texts of the files of a tree that something is asked of, by path. */
function textsOf({ tree, folder }: Files, isWanted: (path: string) => boolean): Map<string, string> {
  const paths = [...tree.files.keys()].filter((path) => isWanted(path) && existsSync(join(folder, path)));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
