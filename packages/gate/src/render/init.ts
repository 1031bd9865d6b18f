import { defaultAction } from "../init/workflow-text.ts";
import type { InitResult } from "../init/init.ts";
import type { PlannedFile } from "../init/plan.ts";
import type { Counted, Survey } from "../init/survey.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** Columns that the report keeps to, contents of files and paths aside. */
const width = 80;

/**
 * Renders what adopting the gate came to.
 * @param action the action as it was named
 */
export function renderInit(result: InitResult, action: string): string {
  const { files, top, protos, isDry, survey } = result;
  const title = `${isDry ? "Would adopt" : "Adopting"} the gate for ${protos} proto file${protos === 1 ? "" : "s"} in ${printable(top)}`;
  const lines = [title, "", ...files.flatMap((file) => fileLines(file, isDry))];
  if (isNothing(files))
    return `${[...lines, "", "Nothing to do: `breakwater doctor` tells whether it works."].join("\n")}\n`;
  lines.push("", ...paragraph(promise(result)));
  if (survey !== undefined) lines.push(...surveyLines(survey));
  lines.push("", "Next:", ...nextSteps(result, action).flatMap((step, index) => numbered(step, index + 1)));
  return `${lines.join("\n")}\n`;
}

function isNothing(files: readonly PlannedFile[]): boolean {
  return files.every(({ kind }) => kind === "keep");
}

function fileLines(file: PlannedFile, isDry: boolean): string[] {
  const contents = (text: string): string[] =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => `      ${line}`.trimEnd());
  switch (file.kind) {
    case "keep":
      return [`  kept   ${file.path}: ${file.why}`];
    case "add":
      return [`  BY YOU ${file.path}: ${file.why}:`, ...contents(file.text)];
    case "write":
      return isDry ? [`  write  ${file.path}:`, ...contents(file.text)] : [`  wrote  ${file.path}`];
  }
}

function promise({ baseline: { commit, release } }: InitResult): string {
  const since = release === undefined ? "" : ` and the release ${release.tag}`;
  return `The recorded baseline: compatibility is promised from ${commit.slice(0, 12)}${since} on. A change is compared with the point where its branch began; what was wrong before stops nobody.`;
}

function surveyLines({ now, history }: Survey): string[] {
  const found = [
    "",
    "Does not pass yet (on the base of every change, so that it is only noted):",
    ...countLines(now, "Everything passes lint and format."),
  ];
  // What does not compile now is no news about the past.
  if (history !== undefined && "fault" in history && "fault" in now) return found;
  if (history === undefined) return [...found, "", "There is no earlier commit to try the gate on."];
  const title = `Would have been stopped since ${history.since}:`;
  return [...found, "", ...wrap(title, width), ...countLines(history, "Nothing: no change broke anybody.")];
}

/** Rules that are listed at most. */
const shownRules = 15;

function countLines(counted: Counted, none: string): string[] {
  if ("fault" in counted) return ["  Not known, for there is no verdict:", ...faultLines(counted.fault)];
  const { counts } = counted;
  if (counts.length === 0) return [`  ${none}`];
  const shown = counts.slice(0, shownRules).map(({ check, rule, count, example }) => {
    return `  ${String(count).padStart(5)}  ${check} ${rule}, first ${printable(example)}`;
  });
  const rest = counts.slice(shownRules);
  const sum = rest.reduce((total, { count }) => total + count, 0);
  return rest.length === 0 ? shown : [...shown, `  ${String(sum).padStart(5)}  of ${rest.length} other rules`];
}

/** Lines of a fault that are shown: the rest usually follows from them. */
const shownFaults = 5;

function faultLines(fault: string): string[] {
  const lines = fault.split("\n").map((line) => `    ${printable(line)}`);
  return lines.length > shownFaults ? [...lines.slice(0, shownFaults), "      …"] : lines;
}

function nextSteps({ files, todo }: InitResult, action: string): string[] {
  const byHand = files.filter(({ kind }) => kind === "add").map(({ path }) => path);
  const workflow = files.find(({ kind, path }) => kind === "write" && path.startsWith(".github/workflows/"));
  const owners = files.find(({ kind, path }) => kind === "write" && path.endsWith("CODEOWNERS"));
  const isDefault = action === defaultAction;
  return [
    ...(byHand.length > 0 ? [`Add what is printed above to ${byHand.join(", ")}.`] : []),
    ...todo,
    ...(owners === undefined ? [] : [`See that ${owners.path} names a team that exists and may write here.`]),
    ...(workflow === undefined
      ? []
      : [
          isDefault
            ? `Name your copy of the action in ${workflow.path}, by a full commit id: ${defaultAction} is a placeholder, since the action is not published yet. Or begin again with \`breakwater init --action OWNER/REPOSITORY@COMMIT\`.`
            : `See that ${workflow.path} names the action by a full commit id: a branch or tag can be moved.`,
        ]),
    `Commit them: git add --all && git commit -m "Adopt the schema gate"`,
    'In the rules of the default branch, require the check "Schema gate" and a review from code owners.',
    "Ask `breakwater doctor` whether the gate is wired, and `breakwater check` what it says of a change.",
  ];
}

function paragraph(text: string): string[] {
  return wrap(text, width);
}

function numbered(text: string, number: number): string[] {
  return wrap(text, width - 5).map((line, index) => `  ${index === 0 ? `${number}.` : "  "} ${line}`);
}
