import { type Section, asSection } from "../buf-module.ts";
import type { Loosening } from "./loosening.ts";
import { namesakes } from "./gate-namesakes.ts";
import { type GateStep, gateSteps } from "./workflow-steps.ts";
import type { YamlText } from "./yaml-text.ts";

/** The workflows of two sides. */
interface Workflows {
  readonly head: readonly YamlText[];
  readonly base: readonly YamlText[];
}

/** What makes the steps that run the gate run less often, fail less often or be gone. */
export function workflowLoosenings({ head, base }: Workflows): Loosening[] {
  const free = new Set(head.flatMap(gateSteps));
  const pairs = matched(base.flatMap(gateSteps), free);
  const found = pairs.flatMap(({ before, after }) => {
    return after === undefined ? [removed(before)] : stepLoosenings(before, after);
  });
  const triggers = pairs.flatMap(({ before, after }) => {
    return after === undefined ? [] : triggerLoosenings(before.file, after.file);
  });
  const names = namesakes({ head, base });
  return [...new Map([...found, ...triggers, ...names].map((one) => [JSON.stringify(one), one])).values()];
}

interface StepPair {
  readonly before: GateStep;
  readonly after: GateStep | undefined;
}

/** Pairs steps by the best that they share: first all that are the same, then those of one job, file or repository. */
function matched(steps: readonly GateStep[], free: Set<GateStep>): StepPair[] {
  const pairs = new Map<GateStep, GateStep>();
  const isSameFile = (a: GateStep, b: GateStep): boolean => a.file.path === b.file.path;
  const isSameJob = (a: GateStep, b: GateStep): boolean => isSameFile(a, b) && a.job === b.job;
  const shared: readonly ((a: GateStep, b: GateStep) => boolean)[] = [
    (a, b) => isSameJob(a, b) && a.command === b.command,
    isSameJob,
    isSameFile,
    (a, b) => a.command === b.command,
    () => true,
  ];
  for (const isAlike of shared) {
    for (const before of steps) {
      const after = pairs.has(before) ? undefined : [...free].find((candidate) => isAlike(before, candidate));
      if (after === undefined) continue;
      free.delete(after);
      pairs.set(before, after);
    }
  }
  return steps.map((before) => ({ before, after: pairs.get(before) }));
}

function removed(step: GateStep): Loosening {
  const message = `The step of job "${step.job}" that runs the gate is gone: it checks no change any more.`;
  return { message, old: step.file.spotOf(step.at), new: undefined };
}

function stepLoosenings(before: GateStep, after: GateStep): Loosening[] {
  const name = `The step of job "${after.job}" that runs the gate`;
  const found: Loosening[] = [];
  const tell = (message: string, key?: string): void => {
    const spotOf = ({ file, at }: GateStep): Loosening["old"] => {
      const inStep = key === undefined ? undefined : file.spotOf([...at, key]);
      const inJob = key === undefined ? undefined : file.spotOf([...at.slice(0, 2), key]);
      return inStep ?? inJob ?? file.spotOf(at);
    };
    found.push({ message, old: spotOf(before), new: spotOf(after) });
  };
  if (after.mayFail && !before.mayFail) tell(`${name} may fail now without failing the job.`, "continue-on-error");
  const isConditional = after.conditions.some((text) => text !== "" && !before.conditions.includes(text));
  if (isConditional) tell(`${name} runs on another condition than before, and may be skipped.`, "if");
  if (after.action !== undefined && after.action !== before.action) {
    tell(`${name} uses the action "${after.action}" now, which may judge otherwise.`, "uses");
  }
  const why = after.command === before.command ? undefined : commandLoosening(before.command, after.command);
  if (why !== undefined) tell(`${name} ${why}`, after.action === undefined ? "run" : "with");
  return found;
}

/** What the shell makes of a failing command; an option of bash counts for all that follows. */
export const swallowing: RegExp = /\|\||\bset \+e\b|\|\s*\w|;\s*(true|exit 0|:)\b|(^|[\s;])&(\s|$)|^\s*(if|!)\s/m;

function commandLoosening(before: string, after: string): string | undefined {
  if (swallowing.test(after) && !swallowing.test(before)) return "goes on when the gate fails.";
  const [asked, now] = [before, after].map((command) => /--only[ =](\S+)/.exec(command)?.[1]?.split(","));
  if (now !== undefined && (asked === undefined || asked.some((name) => !now.includes(name))))
    return `runs some checks only: ${now.join(", ")}.`;
  const known = destinations(before);
  if (losesBaseline(before, after) || destinations(after).some((text) => !known.includes(text)))
    return "compares with another baseline than before.";
  const [folder, elsewhere] = [before, after].map((command) => /(?:^|\s)-C[ =]?(\S+)/.exec(command)?.[1] ?? ".");
  return folder === elsewhere ? undefined : `checks the folder "${elsewhere}" instead of "${folder}".`;
}

function losesBaseline(before: string, after: string): boolean {
  const [asked, now] = [baselines(before), baselines(after)];
  if (takesEvent(after)) {
    const releases = takesEvent(before) ? asked : asked.slice(1);
    return releases.some((input) => !now.includes(input));
  }
  const [against, other] = [asked.join(" "), now.join(" ")];
  // Without one, the baseline is where the branch began; with one more, there is one more to keep to.
  return other !== "" && other !== against && !other.startsWith(`${against} `);
}

function baselines(command: string): string[] {
  return [...command.matchAll(/--against[ =](\S+)/g)].map(([, input = ""]) => input);
}

/** Whether the event of the workflow tells the base, so that what is named are earlier releases. */
function takesEvent(command: string): boolean {
  return !/\bcheck\b/.test(command);
}

/** What GitHub itself knows of where a change goes; anything else could name the change as its own baseline. */
const fromGithub =
  /^["']?(\$GITHUB_BASE_REF|\$\{GITHUB_BASE_REF\}|\$\{\{\s*github\.(base_ref|event\.before)\s*\}\})["']?$/;

function destinations(command: string): string[] {
  const named = command.matchAll(/--(?:target|before)[ =](["']?\$\{\{[^}]*\}\}["']?|\S+)/g);
  return [...named].flatMap(([option, value = ""]) => (fromGithub.test(value) ? [] : [option]));
}

const filters = ["branches", "paths", "types"] as const;

/** Events that run a workflow on the same occasions, out of reach of the change. */
const stronger: Readonly<Record<string, string>> = { pull_request: "pull_request_target" };

/** What an event is about where its `types` are not named. */
const defaultTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

function triggerLoosenings(before: YamlText, after: YamlText): Loosening[] {
  const [old, now] = [triggersOf(before), triggersOf(after)];
  return Object.keys(old).flatMap((event) => {
    const spot = (file: YamlText): Loosening["old"] => file.spotOf(["on", event]) ?? file.spotOf(["on"]);
    const places = { old: spot(before), new: spot(after) };
    const same = Object.hasOwn(now, event) ? event : stronger[event];
    if (same === undefined || !Object.hasOwn(now, same)) {
      return [{ message: `The workflow that runs the gate no longer runs on "${event}".`, ...places }];
    }
    if (!isFiltered(event, asSection(old[event]), asSection(now[same]))) return [];
    return [{ message: `The workflow that runs the gate runs on fewer events "${event}" than before.`, ...places }];
  });
}

/** The events that a workflow runs on, each with its filters. */
export function triggersOf({ root }: YamlText): Readonly<Record<string, unknown>> {
  const { on } = asSection(root);
  const names = Array.isArray(on) ? on.map(String) : [on].filter((name) => typeof name === "string");
  return names.length > 0 ? Object.fromEntries(names.map((name) => [name, {}])) : asSection(on);
}

/** Whether a filter lets less through: a list of what counts that is new or shorter, or a longer one of what does not. */
function isFiltered(event: string, before: Section, after: Section): boolean {
  const isLonger = (longer: readonly string[], other: readonly string[]): boolean => {
    return longer.some((name) => !other.includes(name));
  };
  return filters.some((key) => {
    const all = key === "types" ? defaultTypes[event] : undefined;
    const [wanted, left] = [listOf(before[key]) ?? all, listOf(after[key]) ?? all];
    const isNarrower = left !== undefined && (wanted === undefined || isLonger(wanted, left));
    return isNarrower || isLonger(listOf(after[`${key}-ignore`]) ?? [], listOf(before[`${key}-ignore`]) ?? []);
  });
}

function listOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.map(String) : [typeof value === "string" ? value : JSON.stringify(value)];
}
