import { asSection } from "../buf-module.ts";
import type { Loosening } from "./loosening.ts";
import { gateSteps } from "./workflow-steps.ts";
import type { YamlPath, YamlText } from "./yaml-text.ts";

interface NamedJob {
  readonly file: YamlText;
  readonly job: string;
  readonly name: string;
  readonly at: YamlPath;
}

/**
 * Jobs that a change names like one that runs the gate. What has to pass before a merge is told by the name of a job
 * alone, so that the result of the one would stand for that of the other.
 */
export function namesakes(sides: {
  readonly head: readonly YamlText[];
  readonly base: readonly YamlText[];
}): Loosening[] {
  const before = sides.base.flatMap(namedJobs);
  const isGate = gateJobs([...sides.base, ...sides.head]);
  const gateNames = new Set(before.filter(isGate).map(({ name }) => name));
  const known = new Set(before.map(keyOf));
  return [...gateNames].flatMap((name) => {
    const jobs = sides.head.flatMap(namedJobs).filter((one) => one.name === name);
    const added = jobs.filter((one) => !known.has(keyOf(one)));
    // The gate itself may have moved to another file.
    const moved = jobs.length === added.length ? added.find(isGate) : undefined;
    return added.filter((one) => one !== moved).map(toLoosening);
  });
}

function toLoosening({ file, job, name, at }: NamedJob): Loosening {
  const message = `The job "${job}" has the name "${name}" of the job that runs the gate: its result would stand for that of the gate.`;
  return { message, old: undefined, new: file.spotOf([...at, "name"]) ?? file.spotOf(at) };
}

function namedJobs(file: YamlText): NamedJob[] {
  return Object.entries(asSection(asSection(file.root)["jobs"])).map(([job, value]) => {
    const { name } = asSection(value);
    return { file, job, name: typeof name === "string" ? name : job, at: ["jobs", job] };
  });
}

function gateJobs(files: readonly YamlText[]): (job: NamedJob) => boolean {
  const keys = new Set(files.flatMap(gateSteps).map(({ file, job }) => JSON.stringify([file.path, job])));
  return ({ file, job }) => keys.has(JSON.stringify([file.path, job]));
}

function keyOf({ file, job, name }: NamedJob): string {
  return JSON.stringify([file.path, job, name]);
}
