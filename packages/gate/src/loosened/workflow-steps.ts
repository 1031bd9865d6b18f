import { asSection } from "../buf-module.ts";
import type { YamlPath, YamlText } from "./yaml-text.ts";

/** A step of a workflow of GitHub that runs the gate. */
export interface GateStep {
  readonly file: YamlText;
  readonly job: string;
  readonly at: YamlPath;
  /** Its commands; of an action, its name with the inputs that decide about the check, as options. */
  readonly command: string;
  /** The action that it uses, without its version; undefined when it runs commands. */
  readonly action: string | undefined;
  /** `if` of the step and of its job; "" where there is none. */
  readonly conditions: readonly string[];
  /** Whether its failure, or its job's, can be passed over. */
  readonly mayFail: boolean;
}

// The command wherever it is written; an action by its name.
const gateCommand = /\bbreakwater\b(?:(?!\bbreakwater\b)[^\n|;&])*\b(?:check|(?<!--format[ =])github)\b/;
// What only says it.
const spoken = /(^|[\n|;&(])[ \t]*(?:echo|printf|true|:)[ \t][^\n|;&]*/g;
const gateAction = /\bbreakwater\b/;

/** The steps of a workflow that run the gate (https://docs.github.com/en/actions/reference/workflow-syntax). */
export function gateSteps(file: YamlText): GateStep[] {
  return Object.entries(asSection(asSection(file.root)["jobs"])).flatMap(([job, value]) => {
    const own = asSection(value);
    const steps = Array.isArray(own["steps"]) ? own["steps"].map(asSection) : [];
    return steps.flatMap((step, index) => {
      const [run, uses] = [textOf(step["run"]), textOf(step["uses"])];
      if (!gateCommand.test(joined(run)) && !gateAction.test(uses)) return [];
      const [action = ""] = uses.split("@");
      return {
        file,
        job,
        at: ["jobs", job, "steps", index],
        command: run === "" ? [action, ...inputsOf(step["with"])].join(" ") : joined(run),
        action: run === "" ? action : undefined,
        conditions: [conditionOf(step["if"]), conditionOf(own["if"])],
        mayFail: isSet(step["continue-on-error"]) || isSet(own["continue-on-error"]),
      };
    });
  });
}

// A backslash at the end of a line goes on with the command; comments run nothing.
function joined(run: string): string {
  return run
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => !line.trim().startsWith("#"))
    .join("\n")
    .replaceAll(spoken, "$1");
}

/** Inputs of the action that its command takes under the same names. */
function inputsOf(value: unknown): string[] {
  const inputs = asSection(value);
  const only = textOf(inputs["only"]).replaceAll(/\s+/g, "");
  const against = textOf(inputs["against"]).split(/\s+/);
  const folder = textOf(inputs["folder"]);
  return [
    ...(only === "" ? [] : [`--only ${only}`]),
    ...against.flatMap((input) => (input === "" ? [] : [`--against ${input}`])),
    ...(folder === "" || folder === "." ? [] : [`-C ${folder}`]),
  ];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function conditionOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(/^\s*\$\{\{([^]*)\}\}\s*$/, "$1");
  const condition = text.replaceAll(/\s+/g, "");
  // These run a step more often and not less.
  return ["always()", "!cancelled()", "success()", "true"].includes(condition) ? "" : condition;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "false";
}
