import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import type { Host } from "./host.ts";

interface InitOptions {
  readonly dryRun: boolean;
  readonly hook: boolean;
  readonly action?: string;
  readonly owners?: string;
}

/** Adds `breakwater init`. */
export function addInit(program: Command, host: Host): void {
  program
    .command("init")
    .summary("adopt the gate in a repository: configuration, workflow, owners")
    .description(description)
    .option("--dry-run", "print what would be written, and write nothing", false)
    .option("--action <name>", "the action of your copy of breakwater, as OWNER/REPOSITORY@REF")
    .option("--owners <names>", "who approves schemas, as CODEOWNERS has it: @org/team")
    .option("--hook", "install a hook that checks a push, and nothing else", false)
    .addHelpText("after", examples)
    .action(async (options: InitOptions) => await runInit(host, options));
}

async function runInit(host: Host, options: InitOptions): Promise<void> {
  await host.run({ format: "text", isFull: true }, async (context) => {
    await (options.hook ? addHook(context, host, options) : adopt(context, host, options));
    return exitCodes.pass.code;
  });
}

async function adopt(context: RunContext, host: Host, options: InitOptions): Promise<void> {
  const [{ init }, { defaultAction, parseAction }, { renderInit }] = await Promise.all([
    import("../init/init.ts"),
    import("../init/workflow-text.ts"),
    import("../render/init.ts"),
  ]);
  const name = options.action ?? defaultAction;
  const action = parseAction(name);
  if (action === undefined) {
    const message = `--action names "${name}"; write OWNER/REPOSITORY@REF, as in acme/breakwater@4f2c….`;
    throw new GateError("usage", message);
  }
  const { owners, dryRun: isDry } = options;
  if (owners !== undefined && !/^(@[\w.-]+(\/[\w.-]+)?|\S+@\S+)( (@[\w.-]+(\/[\w.-]+)?|\S+@\S+))*$/.test(owners)) {
    throw new GateError(
      "usage",
      `--owners names "${owners}"; write @USER, @ORG/TEAM or an address, with spaces between.`,
    );
  }
  const result = await init(context, { folder: host.folder(), action, owners, isDry });
  host.io.stdout(renderInit(result, name));
}

async function addHook(context: RunContext, host: Host, { dryRun }: InitOptions): Promise<void> {
  const [{ openSetup }, { hookText, installHook }] = await Promise.all([
    import("../init/init.ts"),
    import("../init/hook.ts"),
  ]);
  const { path, kind } = await installHook(context, await openSetup(context, host.folder()), dryRun);
  const said = {
    written: `${dryRun ? "Would write" : "Wrote"} ${path}: it checks what is pushed; \`git push --no-verify\` goes without.\n`,
    there: `${path} runs breakwater already.\n`,
    foreign: `${path} is another hook, which is kept. Add this to it:\n\n${hookText}`,
  };
  host.io.stdout(said[kind]);
}

const description =
  "Writes what a repository of schemas needs to adopt the gate: buf.yaml where there is none, breakwater.yaml, a " +
  "workflow, CODEOWNERS. A file that is there is never changed: what it lacks is printed. Then takes a first look: what " +
  "does not pass yet, and what the gate would have stopped since the last release. Does nothing when run again.";

const examples = `
Examples:
  breakwater init --dry-run
  breakwater init --owners @acme/api --action acme/breakwater@4f2c1e…
  breakwater -C api init
  breakwater init --hook`;
