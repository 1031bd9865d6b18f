import { type Command, Option } from "commander";
import { exitCodes } from "../exit-code.ts";
import type { Host } from "./host.ts";

const formats = ["text", "json"] as const;

interface DoctorOptions {
  readonly format: (typeof formats)[number];
}

/** Adds `breakwater doctor`. */
export function addDoctor(program: Command, host: Host): void {
  program
    .command("doctor")
    .summary("tell whether the gate really stops a change in this repository")
    .description(description)
    .addOption(new Option("--format <format>", "how to print it").choices(formats).default("text"))
    .addHelpText("after", examples)
    .action(async (options: DoctorOptions) => await runDoctor(host, options));
}

async function runDoctor(host: Host, { format }: DoctorOptions): Promise<void> {
  await host.run({ format, isFull: true }, async (context) => {
    const [{ diagnose }, { isHealthy, renderDiagnosesJson, renderDiagnosesText }] = await Promise.all([
      import("../doctor/doctor.ts"),
      import("../render/diagnoses.ts"),
    ]);
    const diagnoses = await diagnose(context, host.folder());
    const { io } = host;
    io.stdout(format === "json" ? renderDiagnosesJson(diagnoses) : renderDiagnosesText(diagnoses, io.color));
    return isHealthy(diagnoses) ? exitCodes.pass.code : exitCodes.findings.code;
  });
}

const description =
  "Looks at everything that has to be right for a change to be stopped: history to compare with, a policy that can be " +
  "read, a workflow that runs the gate on each change and fails when it does, owners who approve schemas and rules, " +
  "generated code that is committed or ignored. What only the settings of the repository can enforce is asked of GitHub " +
  "when GITHUB_TOKEN or GH_TOKEN is set, and listed as not verified otherwise. Exits 1 when there is a problem.";

const examples = `
Examples:
  breakwater doctor
  breakwater -C api doctor --format json
  GITHUB_TOKEN=$(gh auth token) breakwater doctor`;
