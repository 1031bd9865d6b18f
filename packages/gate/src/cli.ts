import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Rule } from "@breakwater/compat";
import { Command, CommanderError, Option } from "commander";
import { Cache } from "./cache/cache.ts";
import { cacheFolder } from "./cache/cache-folder.ts";
import { type CheckRequest, type Report, check } from "./check.ts";
import { exitCodes } from "./exit-code.ts";
import { type CheckName, checkNames } from "./finding.ts";
import { GateError } from "./gate-error.ts";
import { GitRepository } from "./git.ts";
import { parseInput } from "./input.ts";
import type { Io } from "./io.ts";
import { renderGithub, renderGithubError } from "./render/github.ts";
import { renderJson, renderJsonError } from "./render/json.ts";
import { renderPolicyJson, renderPolicyText } from "./render/policy.ts";
import { renderText } from "./render/text.ts";
import { RunContext } from "./run-context.ts";
import { explainSystemError } from "./system-fault.ts";
import { copyFiles, inputTree } from "./tree.ts";
import { version } from "./version.ts";

const formats = ["text", "json", "github"] as const;

const policyFormats = ["text", "json"] as const satisfies readonly Format[];

type Format = (typeof formats)[number];

interface CheckOptions {
  readonly against: readonly string[];
  readonly only?: ReadonlySet<CheckName>;
  readonly format: Format;
  readonly full: boolean;
}

/**
 * Runs the command line.
 * @param argv arguments without the executable and the script
 * @param engineRules rules of the engine to judge by; all of them by default
 * @returns the exit code, see {@link exitCodes}
 */
export async function run(argv: readonly string[], io: Io, engineRules?: readonly Rule[]): Promise<number> {
  let exitCode: number = exitCodes.internal.code;
  const program = buildProgram(io, engineRules, (code) => (exitCode = code));
  try {
    // `pnpm breakwater -- check` passes the "--" on.
    await program.parseAsync(argv[0] === "--" ? argv.slice(1) : [...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    const isJson = argv.includes("json") || argv.includes("--format=json");
    if (!(error instanceof CommanderError)) return reportError(error, isJson ? "json" : "text", io);
    if (error.exitCode === 0) return exitCodes.pass.code;
    // commander has told the person already.
    const { code } = exitCodes.usage;
    if (isJson) io.stdout(renderJsonError({ code, message: error.message }));
    return code;
  }
}

function buildProgram(io: Io, engineRules: readonly Rule[] | undefined, setExitCode: (code: number) => void): Command {
  const program = new Command("breakwater");
  program
    .description("Checks a change to protobuf schemas against its baseline.")
    .version(version)
    .option("-C <dir>", "run as if started in this folder")
    .showHelpAfterError("Run `breakwater --help` for usage.")
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 })
    .exitOverride();
  const onlyOption = new Option("--only <checks>", `run some checks: ${checkNames.join(",")}`).argParser(parseOnly);
  const against = new Option("--against <input>", "the baseline, in the same grammar; repeated: earlier releases")
    .default([], "see above")
    .argParser((text: string, others: readonly string[]) => [...others, text]);
  const format = new Option("--format <format>", "how to print the report").choices(formats).default("text");
  program
    .command("check")
    .summary("check the working tree, or INPUT, against a baseline")
    .description(checkDescription)
    .argument("[input]", "what to check: a folder, REPOSITORY.git#ref=REV or IMAGE.binpb", ".")
    .addOption(against)
    .addOption(onlyOption)
    .addOption(format)
    .option("--full", "look at every package, changed or not, and use no cache", false)
    .addHelpText("after", examples)
    .action(async (input: string, options: CheckOptions) => {
      const { C } = program.opts<{ C?: string }>();
      const folder = resolve(io.cwd, C ?? ".");
      const only = options.only ?? new Set(checkNames);
      const request = { input, against: options.against, only, folder, engineRules };
      setExitCode(await runCheck(request, options, io));
    });
  program
    .command("policy")
    .summary("print what the schemas of the working tree, or INPUT, are judged by")
    .description(policyDescription)
    .argument("[input]", "whose policy: a folder or REPOSITORY.git#ref=REV", ".")
    .addOption(new Option("--format <format>", "how to print it").choices(policyFormats).default("text"))
    .addHelpText("after", policyExamples)
    .action(async (input: string, { format: chosen }: { readonly format: Format }) => {
      const { C } = program.opts<{ C?: string }>();
      setExitCode(await runPolicy({ input, folder: resolve(io.cwd, C ?? ".") }, chosen, io));
    });
  return program;
}

// One line: commander wraps it to the width of the help, and keeps line breaks of ours.
const checkDescription =
  "Compares two sets of schemas and reports what is wrong with the change: formatting, lint, breaking changes, " +
  "generated code that does not match, and a policy that is loosened. The rules are those of the baseline's buf.yaml. " +
  "Without --against, the baseline is the merge-base with the default branch; on that branch itself, with nothing " +
  "uncommitted, it is the parent of the last commit.";

const policyDescription =
  "Prints for each package what it is judged by, and the file and line that says so: its stability, the rules of buf " +
  "with their exceptions, and the severities of breakwater.yaml that are not the default. A change is judged by the " +
  "policy of its base.";

const policyExamples = `
Examples:
  breakwater policy
  breakwater policy '.git#ref=origin/main'
  breakwater policy --format json`;

const examples = `
Examples:
  breakwater check
  breakwater check --against '.git#tag=v1.2.0' --only breaking
  breakwater check new.binpb --against old.binpb --format json
  breakwater -C ../api check --against '.git#ref=origin/main'

Environment:
  BREAKWATER_CACHE_DIR  folder for what earlier checks have compiled and found
                        (default: ~/.cache/breakwater); "off" keeps nothing

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`)
  .join("\n")}`;

function parseOnly(text: string): ReadonlySet<CheckName> {
  const names = text.split(",").map((name) => name.trim());
  const known = names.map((name) => {
    const found = checkNames.find((candidate) => candidate === name);
    if (found === undefined) {
      throw new GateError("usage", `--only does not know the check "${name}". Known: ${checkNames.join(", ")}.`);
    }
    return found;
  });
  return new Set(known);
}

async function runCheck(request: CheckRequest, options: CheckOptions, io: Io): Promise<number> {
  const { format, full } = options;
  return await inContext(io, { format, isFull: full }, async (context) => {
    const report = await check(context, request);
    io.stdout(await render(report, format, { context, folder: request.folder }));
    return report.verdict === "fail" ? exitCodes.findings.code : exitCodes.pass.code;
  });
}

async function runPolicy(
  of: { readonly input: string; readonly folder: string },
  format: Format,
  io: Io,
): Promise<number> {
  return await inContext(io, { format, isFull: true }, async (context) => {
    const input = parseInput(of.input);
    if (input.kind === "image") {
      throw new GateError("usage", `The image "${input.text}" has no policy: name a folder or a git revision.`);
    }
    const tree = await inputTree(context, input, of.folder);
    const folder = context.folder("policy");
    const paths = await copyFiles(tree, [...tree.files.keys()], folder);
    // It reads YAML and the rules, which a check with nothing to do need not load.
    const { policyReport } = await import("./policy-report.ts");
    const report = policyReport({ label: tree.label, folder, paths });
    io.stdout(format === "json" ? renderPolicyJson(report) : renderPolicyText(report));
    return exitCodes.pass.code;
  });
}

/** Runs a command with a temporary folder that is gone afterwards; what it throws becomes an exit code. */
async function inContext(
  io: Io,
  how: { readonly format: Format; readonly isFull: boolean },
  command: (context: RunContext) => Promise<number>,
): Promise<number> {
  let scratch: string | undefined;
  try {
    scratch = makeScratch();
    const cache = new Cache(how.isFull ? undefined : cacheFolder(io));
    return await command(new RunContext(io, scratch, { cache, isFull: how.isFull }));
  } catch (error) {
    return reportError(error, how.format, io);
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function makeScratch(): string {
  const parent = tmpdir();
  if (!existsSync(parent)) {
    throw new GateError("usage", `The folder for temporary files, ${parent}, does not exist. Make it, or set TMPDIR.`);
  }
  return realpathSync(mkdtempSync(join(parent, "breakwater-")));
}

async function render(
  report: Report,
  format: Format,
  where: { readonly context: RunContext; readonly folder: string },
): Promise<string> {
  switch (format) {
    case "text":
      return renderText(report, where.context.io.color);
    case "json":
      return renderJson(report);
    case "github": {
      const repository = await GitRepository.around(where.context, where.folder);
      return renderGithub(report, (await repository?.prefix()) ?? "");
    }
  }
}

function reportError(thrown: unknown, format: Format, io: Io): number {
  // What fails after the process was asked to end fails because of that.
  const isEnded = io.signal.aborted;
  const error: unknown = isEnded ? io.signal.reason : (explainSystemError(thrown) ?? thrown);
  const isOurs = !isEnded && !(error instanceof GateError);
  const code = error instanceof GateError ? error.exitCode : exitCodes.internal.code;
  const message = error instanceof Error ? error.message : String(error);
  // A report that cannot be written is often the very error; the exit code tells all the same.
  attempt(() => io.stderr(isOurs ? `breakwater: internal error: ${stackOf(error)}\n` : `breakwater: ${message}\n`));
  if (format === "json") attempt(() => io.stdout(renderJsonError({ code, message })));
  if (format === "github") attempt(() => io.stdout(renderGithubError(message)));
  return code;
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say so.
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
