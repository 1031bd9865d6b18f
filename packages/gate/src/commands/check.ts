import { type Command, Option } from "commander";
import { type CheckRequest, check } from "../check.ts";
import { exitCodes } from "../exit-code.ts";
import { type CheckName, checkNames } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import { type Failure, forms, renderFailure, renderReport } from "../render/forms.ts";
import type { RunContext } from "../run-context.ts";
import type { Host } from "./host.ts";
import { type Output, completeOutputs, parseOutput, requireFolders, writeOutputs } from "./outputs.ts";

interface CheckOptions {
  readonly against: readonly string[];
  readonly target?: string;
  readonly before?: string;
  readonly only?: ReadonlySet<CheckName>;
  readonly format: readonly Output[];
  readonly full: boolean;
  readonly consumers: readonly string[];
  readonly untrusted: boolean;
}

/** Adds `breakwater check`. */
export function addCheck(program: Command, host: Host): void {
  const onlyOption = new Option("--only <checks>", `run some checks: ${checkNames.join(",")}`).argParser(parseOnly);
  const againstOption = new Option("--against <input>", "the baseline, in the same grammar; repeated: earlier releases")
    .default([], "see above")
    .argParser(collect);
  const format = new Option("--format <form>", `${forms.join(", ")}; FORM=FILE writes to a file; can be repeated`)
    .default([], "text")
    .argParser(parseOutput);
  const consumersOption = new Option(
    "--consumers <path>",
    "also look here for TypeScript that uses what breaks; repeatable",
  )
    .default([], "the workspace")
    .argParser(collect);
  program
    .command("check")
    .summary("check the working tree, or INPUT, against a baseline")
    .description(description)
    .argument("[input]", "what to check: a folder, REPOSITORY.git#ref=REV or IMAGE.binpb", ".")
    .addOption(againstOption)
    .option("--target <branch>", "where the change goes; by default the default branch")
    .option("--before <commit>", "the commit that the branch had before a push")
    .addOption(onlyOption)
    .addOption(format)
    .addOption(consumersOption)
    .option("--full", "look at every package, changed or not, and use no cache", false)
    .option("--untrusted", "take INPUT as data: run no plugin and generate nothing of it", false)
    .addHelpText("after", examples)
    .action(async (input: string, options: CheckOptions) => {
      const { engineRules } = host;
      const only = options.only ?? new Set(checkNames);
      const { against, target, before, consumers } = options;
      if (against.length > 0 && [target, before].some((text) => (text ?? "") !== "")) {
        const message =
          "--target and --before are for the default baseline: name it with --against, or leave that out.";
        throw new GateError("usage", message);
      }
      const destination = { target, before };
      const request = { input, against, destination, only, consumers, engineRules };
      await runCheck(host, { ...request, folder: host.folder() }, options);
    });
}

async function runCheck(host: Host, request: CheckRequest, options: CheckOptions): Promise<void> {
  const { format, full, untrusted } = options;
  const outputs = completeOutputs(format);
  const sink = { outputs, folder: request.folder, stdout: host.io.stdout };
  const fail = async (failure: Failure): Promise<void> => {
    const render = async ({ form }: Output): Promise<string> => await renderFailure(failure, form);
    // People are told on stderr. Each by itself: a file that cannot be written is often the very reason.
    const told = outputs.filter(({ form, file }) => form !== "text" || file !== undefined);
    await Promise.allSettled(told.map(async (output) => await writeOutputs({ ...sink, outputs: [output] }, render)));
  };
  await host.run({ fail, isFull: full, isUntrusted: untrusted }, async (context) => {
    requireFolders(outputs, request.folder);
    const report = await check(context, request);
    const prefix = async (): Promise<string> => await prefixOf(context, request.folder);
    await writeOutputs(sink, async ({ form, file }) => {
      return await renderReport(report, form, { color: file === undefined && context.io.color, prefix });
    });
    return report.verdict === "fail" ? exitCodes.findings.code : exitCodes.pass.code;
  });
}

async function prefixOf(context: RunContext, folder: string): Promise<string> {
  return (await (await GitRepository.around(context, folder))?.prefix()) ?? "";
}

// One line: commander wraps it to the width of the help, and keeps line breaks of ours.
const description =
  "Compares two sets of schemas and reports what is wrong with the change: formatting, lint, breaking changes, " +
  "generated code that does not match, and a policy that is loosened. The rules are those of the baseline's buf.yaml. " +
  "Without --against, the baseline is the merge-base with the default branch; on that branch itself, with nothing " +
  "uncommitted, it is the parent of the last commit. --target names another branch to merge into, and --before the " +
  "commit before a push; empty or all zeros, there is none. With baselines in the base's breakwater.yaml, the head is " +
  "judged against its supported releases too, and by the numbers and names of all.";

const examples = `
Examples:
  breakwater check
  breakwater check --against '.git#tag=v1.2.0' --only breaking
  breakwater check --target release/1.x
  breakwater check --target "$GITHUB_BASE_REF" --before "$BEFORE_PUSH"
  breakwater check new.binpb --against old.binpb --format json
  breakwater check --format github --format sarif=report.sarif
  breakwater -C ../api check --against '.git#ref=origin/main'

Environment:
  BREAKWATER_CACHE_DIR  folder for what earlier checks have compiled and found
                        (default: ~/.cache/breakwater); "off" keeps nothing

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`)
  .join("\n")}`;

function collect(text: string, others: readonly string[]): readonly string[] {
  return [...others, text];
}

/** Parses the names of checks, separated by commas. */
export function parseOnly(text: string): ReadonlySet<CheckName> {
  const names = text.split(",").map((name) => name.trim());
  const known = names.map((name) => {
    const found = checkNames.find((candidate) => candidate === name);
    if (found === undefined) {
      throw new GateError("usage", `--only does not know the check "${name}". Known: ${checkNames.join(", ")}.`);
    }
    return found;
  });
  return new Set(known);
}
