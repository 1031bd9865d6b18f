import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Rule, type Witness, rules } from "@breakwater/compat";
import { repositoryRoot } from "../repository/files.ts";

const fixtures = join(repositoryRoot, "packages/compat/fixtures");

interface Expected {
  readonly severity: string;
  readonly message: string;
  readonly breaks: readonly string[];
  readonly witness?: Witness;
}

/** A change that a rule finds, and what it says of it. */
interface Example {
  /** Lines with "-", "+" or " " in front. */
  readonly diff: string;
  /** "" when the rule's fixture expects nothing. */
  readonly outcome: string;
}

/** The example of a rule, made of the fixture that tests it. */
export function exampleOf(rule: Rule): Example {
  const [expected] = readExpected(rule);
  const outcome = expected === undefined ? "" : outcomeText(expected);
  return { diff: exampleDiff(rule), outcome };
}

/** The examples of all rules by id, as JSON: the command line shows them, and the fixtures are not shipped with it. */
export function renderExamples(): string {
  const sorted = rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted.map((rule) => [rule.id, exampleOf(rule)])), null, 2)}\n`;
}

function folderOf({ id }: Rule): string {
  return join(fixtures, id.toLowerCase().replaceAll("_", "-"));
}

function readExpected(rule: Rule): readonly Expected[] {
  // The rules' own tests hold these files against what the engine finds.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(readFileSync(join(folderOf(rule), "expected.json"), "utf8")) as readonly Expected[];
}

function outcomeText({ message, breaks, witness }: Expected): string {
  const lines = [message];
  if (breaks.length > 0) lines.push(`breaks ${breaks.join(", ")}`);
  if (witness?.confirmed === true) {
    const [writer, reader] = witness.flow === "old-to-new" ? ["old", "new"] : ["new", "old"];
    lines.push(
      `${witness.input.kind}  ${witness.input.text}`,
      `  ${writer}  ${witness.before}`,
      `  ${reader}  ${witness.after}`,
    );
  } else if (witness?.program !== undefined) lines.push("compiles before and not after:", witness.program);
  else if (witness !== undefined) lines.push(`unconfirmed: ${witness.reason}`);
  return lines.join("\n");
}

/** Lines of an example that are shown at most. */
const shownLines = 24;

function exampleDiff(rule: Rule): string {
  const folder = folderOf(rule);
  const sides = ["before", "after"].filter((side) => existsSync(join(folder, side)));
  const args = ["diff", "--no-index", "--no-color", "--no-ext-diff", "--unified=1", ...sides];
  const { stdout } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => /^[-+ ]/.test(line) && !/^(---|\+\+\+) /.test(line));
  return lines.length > shownLines ? [...lines.slice(0, shownLines), "…"].join("\n") : lines.join("\n");
}
