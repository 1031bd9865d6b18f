import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { CheckName } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import type { Proposal } from "../waivers/propose-waivers.ts";
import type { Host } from "./host.ts";

interface WaiveOptions extends Omit<Proposal, "fingerprints"> {
  readonly against: readonly string[];
  readonly prune: boolean;
}

/** Adds `breakwater waive`. */
export function addWaive(program: Command, host: Host): void {
  program
    .command("waive")
    .summary("let findings pass for a while, with a reason and an owner")
    .description(description)
    .argument("[fingerprints...]", "which findings: the 12 digits that the report shows")
    .option("--reason <text>", "why this may break")
    .option("--owner <name>", "who answers for it: @user, @organisation/team or an address")
    .option("--issue <url>", "the issue about it")
    .option("--until <day>", "the last day on which it counts, in UTC (default: as late as the policy allows)")
    .option("--against <input...>", "the baseline, as of `breakwater check`", [])
    .option("--prune", "remove the waivers that have expired or are for nothing", false)
    .addHelpText("after", examples)
    .action(async (fingerprints: readonly string[], options: WaiveOptions) => {
      await host.run({ format: "text" }, async (context) => {
        const { waive } = await import("../waivers/waive.ts");
        if (options.prune && fingerprints.length > 0) {
          throw new GateError("usage", "--prune finds by itself what to remove: leave the fingerprints out.");
        }
        if (!options.prune && fingerprints.length === 0) {
          throw new GateError(
            "usage",
            "Name the findings to waive, by the fingerprints that `breakwater check` shows.",
          );
        }
        const { against, prune, ...rest } = options;
        const { engineRules } = host;
        const request = { input: ".", against, only: new Set(checks), folder: host.folder(), engineRules };
        host.io.stdout(await waive(context, request, prune ? "prune" : { ...rest, fingerprints }));
        return exitCodes.pass.code;
      });
    });
}

/** The checks with findings that can be waived. */
const checks: readonly CheckName[] = ["lint", "breaking", "policy"];

const description =
  "Writes waivers to breakwater.waivers.yaml. A waiver is for one finding, has a reason, an owner and a last day, and " +
  "counts once it is on the base of a change or approved with it; until then a report shows it as proposed. A waived " +
  "finding stays in the report.";

const examples = `
Examples:
  breakwater waive 0b1f5ec2a9d4 --owner @acme/payments \\
    --reason "no caller outside of this repository" --until 2026-12-31
  breakwater waive 0b1f5ec2a9d4 --owner @ada --reason "agreed with all callers" \\
    --issue https://github.com/acme/schemas/issues/12
  breakwater waive --prune`;
