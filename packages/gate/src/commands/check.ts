import { type Command, Option } from "commander";
import { type CheckRequest, type Report, check } from "../check.ts";
import { exitCodes } from "../exit-code.ts";
import { type CheckName, checkNames } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import { renderGithub } from "../render/github.ts";
import { renderJson } from "../render/json.ts";
import { renderText } from "../render/text.ts";
import type { RunContext } from "../run-context.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json", "github"] as const;

type Format = (typeof formats)[number];

interface CheckOptions {
  readonly against: readonly string[];
  readonly only?: ReadonlySet<CheckName>;
  readonly format: Format;
  readonly full: boolean;
}

/** Adds `breakwater check`. */
export function addCheck(program: Command, host: Host): void {
  const onlyOption = new Option("--only <checks>", `run some checks: ${checkNames.join(",")}`).argParser(parseOnly);
  const against = new Option("--against <input>", "the baseline, in the same grammar; repeated: earlier releases")
    .default([], "see above")
    .argParser((text: string, others: readonly string[]) => [...others, text]);
  program
    .command("check")
    .summary("check the working tree, or INPUT, against a baseline")
    .description(description)
    .argument("[input]", "what to check: a folder, REPOSITORY.git#ref=REV or IMAGE.binpb", ".")
    .addOption(against)
    .addOption(onlyOption)
    .addOption(new Option("--format <format>", "how to print the report").choices(formats).default("text"))
    .option("--full", "look at every package, changed or not, and use no cache", false)
    .addHelpText("after", examples)
    .action(async (input: string, options: CheckOptions) => {
      const { engineRules } = host;
      const only = options.only ?? new Set(checkNames);
      await runCheck(host, { input, against: options.against, only, folder: host.folder(), engineRules }, options);
    });
}

async function runCheck(host: Host, request: CheckRequest, { format, full }: CheckOptions): Promise<void> {
  await host.run({ format, isFull: full }, async (context) => {
    const report = await check(context, request);
    host.io.stdout(await render(report, format, { context, folder: request.folder }));
    return report.verdict === "fail" ? exitCodes.findings.code : exitCodes.pass.code;
  });
}

// One line: commander wraps it to the width of the help, and keeps line breaks of ours.
const description =
  "Compares two sets of schemas and reports what is wrong with the change: formatting, lint, breaking changes, " +
  "generated code that does not match, and a policy that is loosened. The rules are those of the baseline's buf.yaml. " +
  "Without --against, the baseline is the merge-base with the default branch; on that branch itself, with nothing " +
  "uncommitted, it is the parent of the last commit.";

const examples = `
Examples:
  breakwater check
  breakwater check --against '.git#tag=v1.2.0' --only breaking
  breakwater check new.binpb --against old.binpb --format json
  breakwater -C ../api check --against '.git#ref=origin/main'

Environment:
  BREAKWATER_CACHE_DIR  folder for what earlier checks have compiled and found
                        (default: ~/.cache/breakwater); "off" keeps nothing

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`)
  .join("\n")}`;

function parseOnly(text: string): ReadonlySet<CheckName> {
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

async function render(
  report: Report,
  format: Format,
  where: { readonly context: RunContext; readonly folder: string },
): Promise<string> {
  switch (format) {
    case "text":
      return renderText(report, where.context.io.color);
    case "json":
      return renderJson(report);
    case "github": {
      const repository = await GitRepository.around(where.context, where.folder);
      return renderGithub(report, (await repository?.prefix()) ?? "");
    }
  }
}
