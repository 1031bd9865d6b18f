import { styleText } from "node:util";
import type { KnownRule, RuleExample } from "../catalog/known-rule.ts";
import { ruleToJson, titleOf } from "./rules.ts";
import { wrap } from "./wrap.ts";

/** A rule with all that a person may want to know of it. */
export interface Explanation {
  readonly rule: KnownRule;
  /** Why it is there, in a paragraph. */
  readonly why: string;
  readonly example: RuleExample | undefined;
  /** How to let a finding pass, in sentences. */
  readonly waysOut: readonly string[];
}

/** Columns that the text keeps to, lines of examples aside. */
const width = 80;

/** Renders an explanation for people. */
export function renderExplanationText({ rule, why, example, waysOut }: Explanation, color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const section = (title: string, lines: readonly string[]): string[] => {
    return lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  };
  const shown = example?.diff.split("\n").map((line) => paint(styles[line[0] ?? ""] ?? "reset", `  ${line}`)) ?? [];
  const outcome = example === undefined || example.outcome === "" ? [] : example.outcome.split("\n").flatMap(indented);
  return `${[
    paint("bold", rule.id),
    `  ${facts(rule).join(" · ")}`,
    ...section("What it finds", paragraph(rule.purpose)),
    ...section("Why it matters", paragraph(why)),
    ...section("Example", [...shown, ...(outcome.length > 0 ? [""] : []), ...outcome]),
    ...section("What to do", paragraph(rule.advice)),
    ...section("If it is right all the same", waysOut.flatMap(paragraph)),
  ].join("\n")}\n`;
}

const styles: Readonly<Record<string, "red" | "green">> = { "-": "red", "+": "green" };

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders an explanation as one JSON object with a newline at its end. */
export function renderExplanationJson({ rule, why, example, waysOut }: Explanation): string {
  const parts = { version: jsonVersion, ...ruleToJson(rule), why, example: example ?? null, waysOut };
  return `${JSON.stringify(parts, null, 2)}\n`;
}

function facts(rule: KnownRule): string[] {
  const { dimension, severity, categories, covers } = rule;
  return [
    titleOf(rule),
    ...(dimension === null ? [] : [dimension]),
    `${severity} by default`,
    ...(categories.length > 0 ? [`in ${categories.join(", ")}`] : []),
    ...(covers.length > 0 ? [`silent where ${covers.join(", ")} speaks`] : []),
  ].flatMap((fact) => wrap(fact, width - 2).join("\n  "));
}

function paragraph(text: string): string[] {
  return wrap(text, width - 2).map((line) => `  ${line}`);
}

/** A line that keeps its own margin when it is wrapped. */
function indented(line: string): string[] {
  const margin = " ".repeat(2 + line.length - line.trimStart().length);
  return wrap(line.trimStart(), width - margin.length - 4).map((text, index) => {
    return `${margin}${index === 0 ? "" : "    "}${text}`;
  });
}
