import { readFileSync, realpathSync } from "node:fs";
import type { Element } from "@breakwater/schema";
import type { Finding } from "../finding.ts";
import { elementOf } from "../model-element.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import { baseCode } from "./base-code.ts";
import type { ConsumerPath } from "./consumer-path.ts";
import { type Left, type UsesAnswer, importsCode } from "./find-uses.ts";
import { generatedNameOf } from "./generated-name-of.ts";
import { type GeneratedName, isGeneratedText, readGenerated } from "./generated-names.ts";
import { packageFinder } from "./package-finder.ts";
import { runFindUses } from "./run-find-uses.ts";
import { type SearchArea, searchArea } from "./search-area.ts";
import { type ShowPath, missingNotes, pathsFrom, searchNotes } from "./search-notes.ts";
import type { Use } from "./use.ts";

/** Where to look for consumers, and what they have used so far. */
export interface ConsumersRequest {
  readonly base: Side;
  /** Folder that paths start from, absolute. */
  readonly folder: string;
  /** Whether the head is that folder, so that the workspace around it consumes the schemas. */
  readonly hasWorkspace: boolean;
  /** Other places to look at. */
  readonly paths: readonly ConsumerPath[];
}

/** Findings with their consumers, and what was looked at. */
export interface WithConsumers {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Milliseconds after which no other project is opened. */
const budget = 60_000;

/**
 * Adds to each finding about a break who uses the element, as TypeScript sees it in the sources at hand. It changes no
 * verdict: where there is no answer, a note says why.
 * @throws when the check is asked to end
 */
export async function addConsumers(
  context: RunContext,
  request: ConsumersRequest,
  findings: readonly Finding[],
): Promise<WithConsumers> {
  const asked = new Map(findings.flatMap((finding) => subjectOf(finding, request.base)));
  if (asked.size === 0 || (!request.hasWorkspace && request.paths.length === 0)) return { findings, notes: [] };
  try {
    const { usesOf, notes } = await search(context, request, [...asked.values()]);
    const located = findings.map((finding): Finding => {
      const element = asked.get(finding);
      return element === undefined ? finding : { ...finding, consumers: usesOf(element) };
    });
    return { findings: located, notes };
  } catch (error) {
    context.io.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { findings, notes: [`consumers could not be looked at: ${reason}`] };
  }
}

/** What a search came to. */
interface Result {
  /** Who uses an element; null when some consumer could not be looked at, or no code of the element is known. */
  readonly usesOf: (element: Element) => readonly Use[] | null;
  readonly notes: readonly string[];
}

async function search(context: RunContext, request: ConsumersRequest, elements: readonly Element[]): Promise<Result> {
  const { base, folder, hasWorkspace, paths } = request;
  const start = performance.now();
  const wanted = Map.groupBy(elements, ({ file }) => file.name);
  const area = searchArea({ checked: hasWorkspace ? folder : undefined, paths, schemaFiles: [...wanted.keys()] });
  const lacking = missingNotes(area.consumers.missing);
  if (area.configs.length === 0) return { usesOf: () => null, notes: lacking };
  const { instead, left: stale } = await baseCode(context, base.schemas.image, area.consumers.generated);
  const answer = await runFindUses(context, {
    folder,
    configs: area.configs,
    packages: area.workspace.packages.map((one) => one.folder),
    consumers: [...area.consumers.folders],
    names: [...area.consumers.names],
    wanted: Object.fromEntries([...wanted].map(([name, some]) => [name, some.map(generatedNameOf)])),
    instead: Object.fromEntries(instead),
    budget,
  });
  const left = [...stale, ...answer.left, ...straysOf(area, answer)];
  const declared = declaredIn(area, instead);
  const show = pathsFrom(realpathSync(folder));
  const replaced = answer.code.filter((path) => instead.has(path));
  const took = performance.now() - start;
  return {
    usesOf: (element) => lookUp(element, { answer, left, declared }, show),
    notes: [...searchNotes({ answer, left, replaced, took }, show), ...lacking],
  };
}

/** The element of the base that a finding is about, where its consumers are of interest. */
function subjectOf(finding: Finding, { schemas }: Side): [Finding, Element][] {
  const { check, severity, subject } = finding;
  if (check !== "breaking" || severity === "note" || subject === undefined) return [];
  // A package has no code of its own.
  const element = subject.startsWith("package ") ? undefined : elementOf(subject, schemas.index);
  return element === undefined ? [] : [[finding, element]];
}

/** Sources of consumers that no project has, and that can see the code; those of tools are configuration. */
function straysOf({ workspace, consumers }: SearchArea, { sources }: UsesAnswer): Left[] {
  const looked = new Set(sources);
  const names = [...consumers.names];
  const packages = packageFinder(workspace.packages.map(({ folder }) => folder));
  const strays = workspace.sources.filter((path) => {
    if (looked.has(path) || /\.config\.[cm]?ts$/.test(path)) return false;
    if (!consumers.folders.has(packages(path))) return false;
    const text = readFileSync(path, "utf8");
    return !isGeneratedText(text) && importsCode(text, names);
  });
  return strays.map((path) => ({ path, reason: "no tsconfig.json of its package, or above it, has it" }));
}

/** What the code of the workspace declares, with the code of the base in its place. */
function declaredIn({ consumers }: SearchArea, instead: ReadonlyMap<string, string>): ReadonlySet<GeneratedName> {
  const texts = consumers.generated.map((path) => instead.get(path) ?? readFileSync(path, "utf8"));
  return new Set(texts.flatMap((text) => readGenerated(text)?.declarations ?? []).map(({ name }) => name));
}

interface Found {
  readonly answer: UsesAnswer;
  readonly left: readonly Left[];
  readonly declared: ReadonlySet<GeneratedName>;
}

function lookUp(element: Element, { answer, left, declared }: Found, show: ShowPath): readonly Use[] | null {
  const name = generatedNameOf(element);
  const found = answer.uses[name];
  const uses = (found ?? []).map((place): Use => ({ ...place, path: show(place.path) }));
  if (uses.length > 0) return uses;
  const isComplete = left.length === 0 && answer.projects.length > 0;
  return isComplete && (found !== undefined || declared.has(name)) ? [] : null;
}
