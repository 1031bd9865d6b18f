import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ProtoFacts, readFacts } from "../affected/proto-facts.ts";
import { guardedPaths } from "../doctor/guarded-paths.ts";
import { placeholderOwner } from "../doctor/owner-checks.ts";
import { type Setup, fromTop, workflowsOf } from "../doctor/setup.ts";
import { CodeOwners } from "../loosened/code-owners.ts";
import { gateSteps } from "../loosened/workflow-steps.ts";
import { policyFileName } from "../policy-file.ts";
import { isGuardFile } from "../schema-file.ts";
import { type BufYaml, bufYaml } from "./buf-yaml.ts";
import { findLayout } from "./module-roots.ts";
import { ownerLines, ownersText } from "./owners-text.ts";
import { type RecordedBaseline, doubtfulPackages, policyText } from "./policy-text.ts";
import { type ActionName, workflowText } from "./workflow-text.ts";

/** What becomes of one file: it is written, or it is there and kept as it is, perhaps with something to add by hand. */
export type PlannedFile =
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "keep"; readonly path: string; readonly why: string }
  | { readonly kind: "add"; readonly path: string; readonly why: string; readonly text: string };

/** How a repository is to adopt the gate. */
export interface InitChoices {
  readonly action: ActionName;
  /** Who approves schemas, as CODEOWNERS has it; found out when it is undefined. */
  readonly owners: string | undefined;
  readonly baseline: RecordedBaseline;
}

/** The files that adopt the gate, by path from the top, and what people have to do beside. */
export interface InitPlan {
  readonly files: readonly PlannedFile[];
  readonly todo: readonly string[];
}

/** Plans what to write; nothing that is there is ever changed. */
export function planInit(setup: Setup, choices: InitChoices): InitPlan {
  const facts = readProtos(setup);
  const buf = planBuf(setup, facts);
  const owners = planOwners(setup, choices.owners ?? defaultOwners(setup));
  const doubtful = doubtfulPackages([...facts.values()].map((proto) => proto?.package ?? ""));
  const policy = planPolicy(setup, choices, doubtful);
  const unsure = policy.kind === "write" && doubtful.length > 0 ? [doubt(doubtful)] : [];
  return { files: [buf.file, policy, planWorkflow(setup, choices.action), owners], todo: [...buf.todo, ...unsure] };
}

function doubt(names: readonly string[]): string {
  return `Decide about ${names.join(", ")}: to buf a name says "unstable" in the form v1alpha1 or v1beta2 only, so that it is judged as stable. Lines for it are in ${policyFileName}, as comments.`;
}

type ProtoTexts = ReadonlyMap<string, ProtoFacts | undefined>;

function readProtos(setup: Setup): ProtoTexts {
  const protos = allProtos(setup);
  return new Map(protos.map((proto) => [proto, readFacts(readFileSync(join(setup.folder, proto), "utf8"))]));
}

function planPolicy(setup: Setup, { action, baseline }: InitChoices, doubtful: readonly string[]): PlannedFile {
  const path = fromTop(setup, policyFileName);
  if (existsSync(join(setup.top, path))) return { kind: "keep", path, why: "is there" };
  return { kind: "write", path, text: policyText({ action, baseline, doubtful }) };
}

function planBuf(setup: Setup, facts: ProtoTexts): { readonly file: PlannedFile; readonly todo: BufYaml["todo"] } {
  const path = fromTop(setup, "buf.yaml");
  const there = ["buf.yaml", "buf.work.yaml"]
    .map((name) => fromTop(setup, name))
    .find((name) => existsSync(join(setup.top, name)));
  if (there !== undefined)
    return { file: { kind: "keep", path: there, why: "is there, and its rules count" }, todo: [] };
  const { text, todo } = bufYaml(findLayout(facts), [...facts.keys()]);
  return { file: { kind: "write", path, text }, todo };
}

/** Paths of all proto files from the folder of the schemas. */
export function allProtos({ files, prefix }: Setup): string[] {
  const start = prefix === "" ? "" : `${prefix}/`;
  return files.flatMap((path) => {
    return path.startsWith(start) && path.endsWith(".proto") ? [path.slice(start.length)] : [];
  });
}

const workflowPath = ".github/workflows/schema-gate.yml";

function planWorkflow(setup: Setup, action: ActionName): PlannedFile {
  const [running] = workflowsOf(setup).flatMap(gateSteps);
  if (running !== undefined) return { kind: "keep", path: running.file.path, why: "runs the gate" };
  const text = workflowText(action, setup.prefix);
  if (!existsSync(join(setup.top, workflowPath))) return { kind: "write", path: workflowPath, text };
  return { kind: "add", path: workflowPath, why: "is there, but does not run the gate; this would", text };
}

function planOwners(setup: Setup, team: string): PlannedFile {
  const paths = setup.files.filter((path) => path.endsWith("CODEOWNERS") && isGuardFile(path));
  const texts = paths.map((path): [string, string] => [path, readFileSync(join(setup.top, path), "utf8")]);
  // Every proto file counts as a schema, since buf.yaml may not be there yet to say which do.
  const protos = setup.protos.length > 0 ? setup.protos : allProtos(setup).map((path) => fromTop(setup, path));
  const guarded = [...guardedPaths({ ...setup, protos }), ".github/CODEOWNERS"];
  const lines = ownerLines(guarded, new CodeOwners(new Map(texts)), team);
  const [path] = paths;
  if (path === undefined) return { kind: "write", path: ".github/CODEOWNERS", text: ownersText(lines) };
  if (lines.length === 0) return { kind: "keep", path, why: "has owners for schemas, rules and automation" };
  return {
    kind: "add",
    path,
    why: "has no owner for some schemas, rules or workflows; add",
    text: `${lines.join("\n")}\n`,
  };
}

/** A team of the organisation that the repository belongs to; whether there is one is for people to see. */
function defaultOwners({ origin }: Setup): string {
  const [, organisation] = /github\.com[:/]([\w.-]+)\//.exec(origin) ?? [];
  return organisation === undefined ? placeholderOwner : `@${organisation}/schema-owners`;
}
