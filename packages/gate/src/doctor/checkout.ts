import { asSection } from "../buf-module.ts";
import type { GateStep } from "../loosened/workflow-steps.ts";
import { triggersOf } from "../loosened/workflow-loosenings.ts";
import type { Fault } from "./diagnosis.ts";
import { isRun, spotIn, stepsBefore } from "./gate-step.ts";

/** Whether a command in a workflow finds the base that it compares with; the action fetches what it needs by itself. */
export function checkoutFaults(step: GateStep): Fault[] {
  const before = stepsBefore(step);
  const checkout = before.findLast(({ uses }) => typeof uses === "string" && uses.startsWith("actions/checkout@"));
  const found = headFaults(step, checkout);
  const isFetched = before.some(({ run }) => typeof run === "string" && /\bgit\b.*\bfetch\b/.test(run));
  if (!isRun(step) || isFetched) return found;
  const depth = asSection(checkout?.["with"])["fetch-depth"];
  if (depth === 0 || depth === "0") return found;
  const how = checkout === undefined ? "does not check anything out" : "does not check out all of the history";
  const message = `Job "${step.job}" ${how}: the base is not fetched, and the gate ends without a verdict.`;
  return [...found, { message, advice: "Set `fetch-depth: 0` under `with` of actions/checkout.", spot: spotIn(step) }];
}

/** On pull_request_target, what is checked out and run has a token that writes. */
function headFaults(step: GateStep, checkout: Readonly<Record<string, unknown>> | undefined): Fault[] {
  const { ref } = asSection(checkout?.["with"]);
  const isHead = typeof ref === "string" && /pull_request\.head|head_ref|refs\/pull/.test(ref);
  if (!isHead || !Object.hasOwn(triggersOf(step.file), "pull_request_target")) return [];
  const message = `Job "${step.job}" checks out the head of a pull request on pull_request_target: code of strangers runs with a token that writes.`;
  return [{ message, advice: "Check out the base; the gate reads the head as data.", spot: spotIn(step) }];
}
