import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import { GateError } from "../gate-error.ts";
import { parseInput } from "../input.ts";
import { renderPolicyJson, renderPolicyText } from "../render/policy.ts";
import { copyFiles, inputTree } from "../tree.ts";
import { dayOf } from "../waivers/day.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json"] as const;

interface PolicyOptions {
  readonly format: (typeof formats)[number];
}

/** Adds `breakwater policy`. */
export function addPolicy(program: Command, host: Host): void {
  program
    .command("policy")
    .summary("print what the schemas of the working tree, or INPUT, are judged by")
    .description(description)
    .argument("[input]", "whose policy: a folder or REPOSITORY.git#ref=REV", ".")
    .addOption(new Option("--format <format>", "how to print it").choices(formats).default("text"))
    .addHelpText("after", examples)
    .action(async (input: string, options: PolicyOptions) => await runPolicy(host, input, options));
}

async function runPolicy(host: Host, text: string, { format }: PolicyOptions): Promise<void> {
  await host.run({ format, isFull: true }, async (context) => {
    const input = parseInput(text);
    if (input.kind === "image") {
      throw new GateError("usage", `The image "${input.text}" has no policy: name a folder or a git revision.`);
    }
    const tree = await inputTree(context, input, host.folder());
    const folder = context.folder("policy");
    const paths = await copyFiles(tree, [...tree.files.keys()], folder);
    // It reads YAML and the rules, which a check with nothing to do need not load.
    const { policyReport } = await import("../policy-report.ts");
    const report = policyReport({ label: tree.label, folder, paths, today: dayOf(host.io.now()) });
    host.io.stdout(format === "json" ? renderPolicyJson(report) : renderPolicyText(report));
    return exitCodes.pass.code;
  });
}

const description =
  "Prints for each package what it is judged by, and the file and line that says so: its stability, the rules of buf " +
  "with their exceptions, and the severities of breakwater.yaml that are not the default. A change is judged by the " +
  "policy of its base.";

const examples = `
Examples:
  breakwater policy
  breakwater policy '.git#ref=origin/main'
  breakwater policy --format json`;
