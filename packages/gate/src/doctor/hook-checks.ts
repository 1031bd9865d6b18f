import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunContext } from "../run-context.ts";
import { type Diagnosis, told } from "./diagnosis.ts";
import type { Setup } from "./setup.ts";

/** Whether a push is checked before it leaves; nobody has to want that. */
export async function hookChecks(context: RunContext, { top }: Setup): Promise<Diagnosis[]> {
  const path = await prePushPath(context, top);
  const isOurs = existsSync(path) && readFileSync(path, "utf8").includes("breakwater");
  if (isOurs) return [told("hook", "A hook checks the schemas before a push.")];
  return [told("hook", "No hook checks a push; it is optional: `breakwater init --hook`.", "info")];
}

/** Where git looks for the hook that runs before a push, absolute; obeys core.hooksPath. */
export async function prePushPath(context: RunContext, top: string): Promise<string> {
  const { stdout } = await context.git(top, ["rev-parse", "--git-path", "hooks/pre-push"]);
  return resolve(top, stdout.replace(/\n$/, ""));
}
