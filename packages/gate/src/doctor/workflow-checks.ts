import { existsSync } from "node:fs";
import { join } from "node:path";
import { asSection } from "../buf-module.ts";
import { type GateStep, gateSteps } from "../loosened/workflow-steps.ts";
import type { YamlText } from "../loosened/yaml-text.ts";
import { checkoutFaults } from "./checkout.ts";
import { type Diagnosis, type Fault, faulty, told } from "./diagnosis.ts";
import { type Wanted, eventFaults } from "./events.ts";
import { isRun, jobOf, spotIn, stepFaults, stepOf } from "./gate-step.ts";
import { guardedPaths } from "./guarded-paths.ts";
import { type Setup, workflowsOf } from "./setup.ts";

/** The steps that run the gate without a way around them; those with one where there are no others. */
export function bestSteps(setup: Setup): GateStep[] {
  const steps = workflowsOf(setup).flatMap(gateSteps);
  const sound = steps.filter((step) => faultsOf(setup, step).length === 0);
  return sound.length > 0 ? sound : steps;
}

/** Whether a workflow runs the gate on each change, before it is merged, such that a finding stops it. */
export function workflowChecks(setup: Setup): Diagnosis[] {
  const steps = bestSteps(setup);
  if (steps.length === 0) return [faulty("workflow", "problem", noWorkflow)];
  const wanted = { branch: setup.branch, paths: guardedPaths(setup) };
  return [
    ...steps.flatMap((step) => stepChecks(setup, step)),
    ...requestChecks(steps, wanted),
    ...eventChecks(steps, ["merge_group"], wanted),
  ];
}

const noWorkflow = {
  message: "No workflow in .github/workflows runs the gate.",
  advice: "`breakwater init` writes one.",
};

function stepChecks(setup: Setup, step: GateStep): Diagnosis[] {
  const faults = faultsOf(setup, step);
  const { path, line } = spotIn(step) ?? { path: step.file.path, line: 1 };
  const head = faults.map((fault) => faulty("workflow", "problem", fault));
  if (head.length === 0) head.push(told("workflow", `${path}:${line} runs the gate in job "${step.job}".`));
  return [...head, ...weaknesses(step).map((fault) => faulty("workflow", "warning", fault))];
}

function faultsOf({ top }: Setup, step: GateStep): Fault[] {
  const faults = [...stepFaults(step), ...checkoutFaults(step)];
  const { uses } = stepOf(step);
  const isLocal = typeof uses === "string" && uses.startsWith("./");
  if (!isLocal || ["action.yml", "action.yaml"].some((name) => existsSync(join(top, uses, name)))) return faults;
  const message = `Job "${step.job}" uses the action ${uses}, which is not in this repository.`;
  return [
    ...faults,
    { message, advice: "Restore it, or name the action by OWNER/REPOSITORY/PATH@COMMIT.", spot: spotIn(step) },
  ];
}

/** What does not let a change through by itself. */
function weaknesses(step: GateStep): Fault[] {
  const found: Fault[] = [];
  const { needs, steps } = jobOf(step);
  if (needs !== undefined) {
    const message = `Job "${step.job}" needs ${[needs].flat().map(String).join(", ")}: when that fails, the gate is skipped, which counts as passed.`;
    found.push({
      message,
      advice: "Let the gate need no other job, or require those as well.",
      spot: spotIn(step, "needs"),
    });
  }
  const used = (Array.isArray(steps) ? steps : [])
    .map((one: unknown) => actionOf(one))
    .filter((action) => action !== "");
  const loose = used.filter((action) => !action.startsWith("./") && !/@[0-9a-f]{40}$/.test(action));
  if (loose.length > 0) {
    const message = `Job "${step.job}" uses ${loose.join(", ")} by a name that its owners can move to other code.`;
    found.push({
      message,
      advice: "Name each action by a full commit id, with its version in a comment.",
      spot: spotIn(step),
    });
  }
  return found;
}

function actionOf(step: unknown): string {
  const { uses } = asSection(step);
  return typeof uses === "string" ? uses : "";
}

const requestEvents = ["pull_request_target", "pull_request"] as const;

function requestChecks(steps: readonly GateStep[], wanted: Wanted): Diagnosis[] {
  const found = eventChecks(steps, requestEvents, wanted);
  const isOwn = steps.some((step) => eventFaults(step.file, "pull_request_target", wanted)?.length === 0);
  if (isOwn || found.some(({ health }) => health === "problem")) return found;
  const spot = steps.map((step) => step.file.spotOf(["on"])).find((one) => one !== undefined);
  const message =
    'On "pull_request" the workflow is that of the pull request, which can take the step out; only code owners stop it.';
  const advice = steps.some(isRun)
    ? 'Use the action on "pull_request_target": it runs the workflow of the base, and reads the head as data.'
    : 'Run it on "pull_request_target": then the workflow is that of the base.';
  return [...found, faulty("workflow", "warning", { message, advice, spot })];
}

/** Whether some workflow of the gate runs on one of some events without leaving anything out. */
function eventChecks(steps: readonly GateStep[], events: readonly string[], wanted: Wanted): Diagnosis[] {
  const files = [...new Set(steps.map(({ file }) => file))];
  const runs = files.flatMap((file) =>
    events.map((event) => ({ file, event, faults: eventFaults(file, event, wanted) })),
  );
  const whole = runs.find(({ faults }) => faults?.length === 0);
  if (whole !== undefined) return [told("workflow", `${whole.file.path} runs on "${whole.event}".`)];
  const faults = runs.flatMap((run) => run.faults ?? []);
  if (faults.length > 0) return faults.map((fault) => faulty("workflow", "problem", fault));
  const [event = ""] = events;
  return [faulty("workflow", "problem", missingEvent(files, event))];
}

function missingEvent(files: readonly YamlText[], event: string): Fault {
  const what = event === "merge_group" ? "in a merge queue" : "on a pull request";
  const message = `No workflow that runs the gate runs on "${event}": a change ${what} is not checked.`;
  return { message, advice: `Add \`${event}:\` under \`on\`.`, spot: files[0]?.spotOf(["on"]) };
}
