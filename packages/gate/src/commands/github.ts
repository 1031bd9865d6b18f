import { type Command, Option } from "commander";
import { type CheckName, checkNames } from "../finding.ts";
import { parseOnly } from "./check.ts";
import type { Failure } from "../render/forms.ts";
import type { Host } from "./host.ts";

interface GithubOptions {
  readonly against: readonly string[];
  readonly only?: ReadonlySet<CheckName>;
  readonly label: string;
  readonly comment: boolean;
  readonly report?: string;
}

/** Adds `breakwater github`. */
export function addGithub(program: Command, host: Host): void {
  const onlyOption = new Option("--only <checks>", `run some checks: ${checkNames.join(",")}`).argParser(parseOnly);
  const against = new Option("--against <tag>", "an earlier release to compare with as well; repeated")
    .default([], "none")
    .argParser((tag: string, others: readonly string[]) => [...others, tag]);
  program
    .command("github")
    .summary("check what the event of a GitHub workflow changes, and comment on it")
    .description(description)
    .option("--label <name>", "the label that approves what the comment shows", "breaking-approved")
    .option("--no-comment", "write no comment; nothing can be approved then")
    .addOption(against)
    .addOption(onlyOption)
    .option("--report <file>", "write the report there as JSON, too")
    .addHelpText("after", help)
    .action(async (options: GithubOptions) => await run(host, options));
}

async function run(host: Host, options: GithubOptions): Promise<void> {
  const fail = async ({ message }: Failure): Promise<void> => {
    const { renderGithubError } = await import("../render/github.ts");
    host.io.stdout(renderGithubError(message));
  };
  await host.run({ fail, isUntrusted: true }, async (context) => {
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
      reportFile: options.report,
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
