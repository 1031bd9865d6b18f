import { type Command, InvalidArgumentError, Option } from "commander";
import { type CheckName, checkNames } from "../finding.ts";
import { parseOnly } from "./check.ts";
import { type Failure, forms, renderFailure, renderReport } from "../render/forms.ts";
import type { Host } from "./host.ts";
import { type Output, parseOutput, requireFolders, writeOutputs } from "./outputs.ts";

interface GithubOptions {
  readonly against: readonly string[];
  readonly only?: ReadonlySet<CheckName>;
  readonly label: string;
  readonly comment: boolean;
  readonly format: readonly Output[];
}

/** Adds `breakwater github`. */
export function addGithub(program: Command, host: Host): void {
  const onlyOption = new Option("--only <checks>", `run some checks: ${checkNames.join(",")}`).argParser(parseOnly);
  const against = new Option("--against <tag>", "an earlier release to compare with as well; repeated")
    .default([], "none")
    .argParser((tag: string, others: readonly string[]) => [...others, tag]);
  const format = new Option("--format <form=file>", `write the report to a file: ${forms.join(", ")}; repeated`)
    .default([], "none")
    .argParser(parseFile);
  program
    .command("github")
    .summary("check what the event of a GitHub workflow changes, and comment on it")
    .description(description)
    .option("--label <name>", "the label that approves what the comment shows", "breaking-approved")
    .option("--no-comment", "write no comment; nothing can be approved then")
    .addOption(against)
    .addOption(onlyOption)
    .addOption(format)
    .addHelpText("after", help)
    .action(async (options: GithubOptions) => await run(host, options));
}

function parseFile(text: string, others: readonly Output[]): Output[] {
  const outputs = parseOutput(text, others);
  if (outputs.some(({ file }) => file === undefined)) {
    throw new InvalidArgumentError("Annotations go to stdout; name a file, for example sarif=report.sarif.");
  }
  return outputs;
}

async function run(host: Host, options: GithubOptions): Promise<void> {
  // Paths of a workflow start from its working directory, wherever the schemas are.
  const sink = { outputs: options.format, folder: host.io.cwd, stdout: host.io.stdout };
  const fail = async (failure: Failure): Promise<void> => {
    const { renderGithubError } = await import("../render/github.ts");
    host.io.stdout(renderGithubError(failure.message));
    await writeOutputs(sink, async ({ form }) => await renderFailure(failure, form));
  };
  await host.run({ fail, isUntrusted: true }, async (context) => {
    requireFolders(sink.outputs, sink.folder);
    // They load a client of GitHub, which other commands need not wait for.
    const [{ readJob }, { runGithub }] = await Promise.all([
      import("../github/job.ts"),
      import("../github/run-github.ts"),
    ]);
    return await runGithub(context, {
      job: readJob(host.io),
      folder: host.folder(),
      only: options.only ?? new Set(checkNames),
      against: options.against,
      label: options.label,
      hasComment: options.comment,
      writeReport: async (report, prefix) => {
        await writeOutputs(
          sink,
          async ({ form }) => await renderReport(report, form, { color: false, prefix: async () => prefix }),
        );
      },
      engineRules: host.engineRules,
    });
  });
}

const description =
  "For a job of GitHub Actions on pull_request_target, merge_group, pull_request or push, with the base checked out. " +
  "Fetches the change as data: nothing of it is checked out, run or generated. Compares the tip of the target with its " +
  "merge with the pull request, prints annotations, writes the summary and the outputs of the step, and keeps one " +
  "comment on the pull request up to date.";

const help = `
Environment:
  GITHUB_TOKEN             reads the pull request and writes the comment:
                           contents: read and pull-requests: write
  BREAKWATER_APPROVAL_KEY  a secret that signs what the comment keeps, so that
                           other workflows cannot write it; optional
  GITHUB_*                 set by the runner

Outputs:
  verdict   pass, fail, unchanged or error
  failing   how many findings fail the check
  approved  how many findings the label lets pass`;
