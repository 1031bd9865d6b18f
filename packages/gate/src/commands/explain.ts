import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json"] as const;

interface ExplainOptions {
  readonly format: (typeof formats)[number];
}

/** Adds `breakwater explain`. */
export function addExplain(program: Command, host: Host): void {
  program
    .command("explain")
    .summary("tell what a rule finds, why that matters, and what to do instead")
    .description(description)
    .argument("<rule>", "name of a rule, as a report prints it, in any case")
    .addOption(new Option("--format <format>", "how to print it").choices(formats).default("text"))
    .addHelpText("after", examples)
    .action(async (rule: string, options: ExplainOptions) => await runExplain(host, rule, options));
}

async function runExplain(host: Host, name: string, { format }: ExplainOptions): Promise<void> {
  await host.run({ format, isFull: true }, async (context) => {
    const [{ explain }, { renderExplanationJson, renderExplanationText }] = await Promise.all([
      import("../catalog/explain.ts"),
      import("../render/explanation.ts"),
    ]);
    const explanation = await explain(context, name);
    const { io } = host;
    io.stdout(format === "json" ? renderExplanationJson(explanation) : renderExplanationText(explanation, io.color));
    return exitCodes.pass.code;
  });
}

const description =
  "Tells what a rule finds, why that breaks somebody, with an example and what came of it, what to do instead, and how " +
  "to let a finding pass that is right all the same. Knows the rules of the engine, of buf and of the gate itself.";

const examples = `
Examples:
  breakwater explain FIELD_NUMBERS_SWAPPED
  breakwater explain rpc_no_delete
  breakwater explain WORKFLOW_LOOSENED --format json`;
