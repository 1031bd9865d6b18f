import { resolve } from "node:path";
import type { Rule } from "@breakwater/compat";
import { Command, CommanderError } from "commander";
import { addBump } from "./commands/bump.ts";
import { addChangelog } from "./commands/changelog.ts";
import { addCheck } from "./commands/check.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExplain } from "./commands/explain.ts";
import { addGithub } from "./commands/github.ts";
import type { Host } from "./commands/host.ts";
import { addInit } from "./commands/init.ts";
import { addPolicy } from "./commands/policy.ts";
import { addRules } from "./commands/rules.ts";
import { addWaive } from "./commands/waive.ts";
import { reportError, runInContext } from "./commands/run-in-context.ts";
import { exitCodes } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { renderJsonError } from "./render/json.ts";
import { version } from "./version.ts";

/** The commands, in the order of the help. Each loads what it needs when it is run: a check with nothing to do is fast. */
const commands: readonly ((program: Command, host: Host) => void)[] = [
  addCheck,
  addPolicy,
  addRules,
  addExplain,
  addWaive,
  addChangelog,
  addBump,
  addGithub,
  addDoctor,
  addInit,
];

/**
 * Runs the command line.
 * @param argv arguments without the executable and the script
 * @param engineRules rules of the engine to judge by; all of them by default
 * @returns the exit code, see {@link exitCodes}
 */
export async function run(argv: readonly string[], io: Io, engineRules?: readonly Rule[]): Promise<number> {
  let exitCode: number = exitCodes.internal.code;
  const program = newProgram(io);
  const folder = (): string => resolve(io.cwd, program.opts<{ C?: string }>().C ?? ".");
  const host: Host = {
    io,
    engineRules,
    folder,
    run: async (how, work) => {
      exitCode = await runInContext(io, how, work);
    },
  };
  for (const add of commands) add(program, host);
  try {
    // `pnpm breakwater -- check` passes the "--" on.
    await program.parseAsync(argv[0] === "--" ? argv.slice(1) : [...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    const isJson = argv.includes("json") || argv.includes("--format=json");
    if (!(error instanceof CommanderError)) return await reportError(error, { format: isJson ? "json" : "text" }, io);
    if (error.exitCode === 0) return exitCodes.pass.code;
    // commander has told the person already.
    const { code } = exitCodes.usage;
    if (isJson) io.stdout(renderJsonError({ code, message: error.message }));
    return code;
  }
}

function newProgram(io: Io): Command {
  return new Command("breakwater")
    .description("Checks a change to protobuf schemas against its baseline.")
    .version(version)
    .option("-C <dir>", "run as if started in this folder")
    .showHelpAfterError("Run `breakwater --help` for usage.")
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 })
    .exitOverride();
}
