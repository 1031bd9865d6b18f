import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json"] as const;

interface BumpOptions {
  readonly format: (typeof formats)[number];
}

/** Adds `breakwater bump`. */
export function addBump(program: Command, host: Host): void {
  program
    .command("bump")
    .summary("tell which version each client package needs since its last release")
    .description(description)
    .addOption(new Option("--format <format>", "how to print it").choices(formats).default("text"))
    .addHelpText("after", examples)
    .action(async (options: BumpOptions) => await runBump(host, options));
}

async function runBump(host: Host, { format }: BumpOptions): Promise<void> {
  await host.run({ format }, async (context) => {
    const [{ bumpReport }, { renderBumpJson, renderBumpText }] = await Promise.all([
      import("../release/bump-report.ts"),
      import("../render/bump.ts"),
    ]);
    const report = await bumpReport(context, { folder: host.folder(), engineRules: host.engineRules });
    host.io.stdout(format === "json" ? renderBumpJson(report) : renderBumpText(report));
    return report.packages.every(({ isEnough }) => isEnough) ? exitCodes.pass.code : exitCodes.findings.code;
  });
}

// One line: commander wraps it to the width of the help, and keeps line breaks of ours.
const description =
  "Finds the npm packages with code that protoc-gen-es has generated from the schemas of the working tree, compares these schemas " +
  "with those of the package's last release, and prints the version that the change needs: major for what breaks " +
  "(by the rules of the release), minor for what is new or deprecated, patch for the rest; below 1.0.0 minor and " +
  "patch. The last release is the highest version among the tags NAME/v1.2.3, NAME@1.2.3 or else v1.2.3 of the " +
  "history. Exits 1 when the version in a package.json is too low.";

const examples = `
Examples:
  breakwater bump
  breakwater bump --format json
  breakwater -C ../api bump`;
