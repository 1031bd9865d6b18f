import { asSection } from "../buf-module.ts";
import { triggersOf } from "../loosened/workflow-loosenings.ts";
import type { YamlText } from "../loosened/yaml-text.ts";
import type { Fault } from "./diagnosis.ts";
import { letsThrough } from "./name-pattern.ts";

/** What a filter of a workflow must let through. */
export interface Wanted {
  /** Name of the default branch. */
  readonly branch: string;
  /** Paths of schemas, rules and guards, from the top. */
  readonly paths: readonly string[];
}

/** What an event is without being filtered: https://docs.github.com/en/actions/reference/events-that-trigger-workflows */
const ownTypes = ["opened", "synchronize", "reopened"];

/** What keeps a workflow from running on each change that an event is about; undefined when it does not run on it. */
export function eventFaults(file: YamlText, event: string, wanted: Wanted): Fault[] | undefined {
  const triggers = triggersOf(file);
  if (!Object.hasOwn(triggers, event)) return undefined;
  const filters = asSection(triggers[event]);
  const spot = file.spotOf(["on", event]) ?? file.spotOf(["on"]);
  const faults: Fault[] = [];
  if (!passes(filters, "branches", wanted.branch)) {
    const message = `The workflow that runs the gate leaves out the branch "${wanted.branch}" on "${event}".`;
    faults.push({ message, advice: `Add "${wanted.branch}" to its \`branches\`, or remove the filter.`, spot });
  }
  const left = wanted.paths.filter((path) => !passes(filters, "paths", path));
  if (left.length > 0) {
    const more = left.length > 3 ? ` and ${left.length - 3} more` : "";
    const message = `The workflow that runs the gate leaves out ${left.slice(0, 3).join(", ")}${more} on "${event}".`;
    const advice = "Remove `paths` and `paths-ignore`: a check without schemas in it ends at once.";
    faults.push({ message, advice, spot });
  }
  const types = listOf(filters["types"]);
  const missing = event.startsWith("pull_request") ? ownTypes.filter((type) => types?.includes(type) === false) : [];
  if (missing.length > 0) {
    const message = `The workflow that runs the gate does not run when a pull request is ${missing.join(", ")}.`;
    faults.push({ message, advice: `Add ${missing.join(", ")} to \`types\`, or remove it.`, spot });
  }
  return faults;
}

function passes(filters: Readonly<Record<string, unknown>>, key: "branches" | "paths", name: string): boolean {
  const [kept, ignored] = [listOf(filters[key]), listOf(filters[`${key}-ignore`])];
  return (kept === undefined || letsThrough(kept, name)) && (ignored === undefined || !letsThrough(ignored, name));
}

function listOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.map(String) : [typeof value === "string" ? value : JSON.stringify(value)];
}
