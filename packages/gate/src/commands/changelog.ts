import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { ChangelogReport } from "../release/changelog-report.ts";
import type { Host } from "./host.ts";

const formats = ["markdown", "json"] as const;

type Format = (typeof formats)[number];

interface ChangelogOptions {
  readonly from?: string;
  readonly to: string;
  readonly format: Format;
}

/** Adds `breakwater changelog`. */
export function addChangelog(program: Command, host: Host): void {
  program
    .command("changelog")
    .summary("write what changed from one release to another, breaking and additive")
    .description(description)
    .option("--from <name>", "the older side (default: the last release before the newer one)")
    .option("--to <name>", 'the newer side; "." is the working tree', ".")
    .addOption(new Option("--format <format>", "how to write it").choices(formats).default("markdown"))
    .addHelpText("after", examples)
    .action(async (options: ChangelogOptions) => await runChangelog(host, options));
}

async function runChangelog(host: Host, { from, to, format }: ChangelogOptions): Promise<void> {
  await host.run({ format }, async (context) => {
    const { changelogReport } = await import("../release/changelog-report.ts");
    const { folder, engineRules, io } = host;
    const report = await changelogReport(context, { from, to, folder: folder(), engineRules });
    for (const note of report.notes) io.stderr(`note: ${note}\n`);
    io.stdout(await render(report, format));
    return exitCodes.pass.code;
  });
}

async function render(report: ChangelogReport, format: Format): Promise<string> {
  if (format === "json") return (await import("../render/changelog-json.ts")).renderChangelogJson(report);
  return (await import("../render/changelog-markdown.ts")).renderChangelogMarkdown(report);
}

const description =
  "Writes everything that changed in the schemas, package by package: what breaks, what is new, what is deprecated. " +
  "What is called breaking is what `check` fails between the same sides, by the rules of the older one. A side is a " +
  "revision of the repository (a tag, a branch, a commit), or an input of `check`: a folder, REPOSITORY.git#ref=REV " +
  "or IMAGE.binpb. The last release is the highest version (v1.2.3) among the tags before the newer side.";

const examples = `
Examples:
  breakwater changelog
  breakwater changelog --from v1.40.0 --to v1.50.0 > notes.md
  breakwater changelog --from old.binpb --to new.binpb --format json`;
