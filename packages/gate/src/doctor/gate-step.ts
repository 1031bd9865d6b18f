import { asSection } from "../buf-module.ts";
import type { Spot } from "../loosened/loosening.ts";
import { swallowing } from "../loosened/workflow-loosenings.ts";
import type { GateStep } from "../loosened/workflow-steps.ts";
import type { Fault } from "./diagnosis.ts";

/** The checks that a gate cannot go without: what breaks, and what makes it find less next time. */
const needed = ["breaking", "policy"];

/** What lets a change through a step that runs the gate. */
export function stepFaults(step: GateStep): Fault[] {
  const { mayFail, conditions, command } = step;
  const name = `The step of job "${step.job}" that runs the gate`;
  const faults: Fault[] = [];
  if (mayFail) {
    const advice = "Remove `continue-on-error` from the step and from its job.";
    faults.push({
      message: `${name} may fail without failing the job.`,
      advice,
      spot: spotIn(step, "continue-on-error"),
    });
  }
  const condition = conditions.find((text) => text !== "");
  if (condition !== undefined) {
    const message = `${name} runs on a condition, \`if: ${condition}\`: a check that is skipped counts as passed.`;
    faults.push({ message, advice: "Remove `if` from the step and from its job.", spot: spotIn(step, "if") });
  }
  if (isRun(step) && swallowing.test(command)) {
    const advice = "Let the command be the last of its line and of the step, without `||`, a pipe or `set +e`.";
    faults.push({ message: `${name} goes on when the gate fails.`, advice, spot: spotIn(step, "run") });
  }
  return [...faults, ...narrowings(step, name)];
}

/** What makes a step find less than there is. */
function narrowings(step: GateStep, name: string): Fault[] {
  const faults: Fault[] = [];
  const only = /--only[ =]["']?([\w,]+)/.exec(step.command)?.[1] ?? asSection(stepOf(step)["with"])["only"];
  const missing = typeof only === "string" ? needed.filter((check) => !only.split(/[,\s]+/).includes(check)) : [];
  if (missing.length > 0) {
    const message = `${name} leaves out the checks ${missing.join(" and ")}.`;
    faults.push({ message, advice: "Remove `--only`, or name them too.", spot: spotIn(step, "run") });
  }
  if (/--against[ =]["']?[^\s"']*#(ref|commit|branch)=HEAD(?![\w~^@])/.test(step.command)) {
    const message = `${name} compares HEAD with itself.`;
    const advice = "Leave `--against` out, or name the commit that the change is merged into.";
    faults.push({ message, advice, spot: spotIn(step, "run") });
  }
  return faults;
}

/** Whether a step is a command, and no action. */
export function isRun(step: GateStep): boolean {
  return typeof stepOf(step)["run"] === "string";
}

/** A step as its workflow has it. */
export function stepOf(step: GateStep): Readonly<Record<string, unknown>> {
  const { steps } = jobOf(step);
  return asSection(Array.isArray(steps) ? steps[indexOf(step)] : undefined);
}

/** The job of a step as its workflow has it. */
export function jobOf({ file, job }: GateStep): Readonly<Record<string, unknown>> {
  return asSection(asSection(asSection(file.root)["jobs"])[job]);
}

/** The steps of the same job before a step. */
export function stepsBefore(step: GateStep): Readonly<Record<string, unknown>>[] {
  const { steps } = jobOf(step);
  return Array.isArray(steps) ? steps.slice(0, indexOf(step)).map(asSection) : [];
}

/** The line of a key of a step or its job, or of the step itself. */
export function spotIn({ file, at }: GateStep, key?: string): Spot | undefined {
  const own = key === undefined ? undefined : (file.spotOf([...at, key]) ?? file.spotOf([...at.slice(0, 2), key]));
  return own ?? file.spotOf(at);
}

function indexOf({ at }: GateStep): number {
  return Number(at.at(-1));
}
