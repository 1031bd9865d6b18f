import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json"] as const;

interface RulesOptions {
  readonly format: (typeof formats)[number];
}

/** Adds `breakwater rules`. */
export function addRules(program: Command, host: Host): void {
  program
    .command("rules")
    .summary("list all rules: the engine's, buf's, and the gate's own")
    .description(description)
    .addOption(new Option("--format <format>", "how to print them").choices(formats).default("text"))
    .addHelpText("after", examples)
    .action(async (options: RulesOptions) => await runRules(host, options));
}

async function runRules(host: Host, { format }: RulesOptions): Promise<void> {
  await host.run({ format, isFull: true }, async (context) => {
    const [{ allRules }, { renderRulesJson, renderRulesText }] = await Promise.all([
      import("../catalog/all-rules.ts"),
      import("../render/rules.ts"),
    ]);
    const rules = await allRules(context);
    host.io.stdout(format === "json" ? renderRulesJson(rules) : renderRulesText(rules));
    return exitCodes.pass.code;
  });
}

const description =
  "Lists every rule that a finding can name, with what it is about and its severity unless breakwater.yaml has " +
  "another one: those of the engine, those of the buf that runs here, and those of the gate itself. Which of buf's " +
  "rules count for a package is for buf.yaml to say: `breakwater policy` prints it.";

const examples = `
Examples:
  breakwater rules
  breakwater rules --format json`;
