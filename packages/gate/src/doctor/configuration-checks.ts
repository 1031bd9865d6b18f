import { existsSync } from "node:fs";
import { join } from "node:path";
import { GateError } from "../gate-error.ts";
import { policyFileName, readPolicy } from "../policy-file.ts";
import type { RunContext } from "../run-context.ts";
import { isConfigFile, isGuardFile } from "../schema-file.ts";
import { type Diagnosis, faulty, told } from "./diagnosis.ts";
import { type Setup, fromTop } from "./setup.ts";

/** Whether the policy and `buf.yaml` can be read, and are about any schema. */
export async function configurationChecks(context: RunContext, setup: Setup): Promise<Diagnosis[]> {
  return [
    policyCheck(setup),
    ...(await bufCheck(context, setup)),
    ...schemaChecks(setup),
    ...(await committed(context, setup)),
  ];
}

function policyCheck({ folder }: Setup): Diagnosis {
  try {
    const isThere = readPolicy(folder, "the working tree") !== undefined;
    if (isThere) return told("configuration", `${policyFileName} can be read.`);
    return told("configuration", `There is no ${policyFileName}: every rule has its own severity.`, "info");
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    const advice = "Correct the line; until then no check has a verdict. docs/breakwater.schema.json has all keys.";
    return faulty("configuration", "problem", { message: error.message, advice });
  }
}

async function bufCheck(context: RunContext, { folder }: Setup): Promise<Diagnosis[]> {
  const isThere = existsSync(join(folder, "buf.yaml")) || existsSync(join(folder, "buf.work.yaml"));
  const none = told("configuration", "There is no buf.yaml: buf's defaults count, FILE and STANDARD.", "info");
  const config = await context.buf(folder, ["config", "ls-modules"]);
  if (config.exitCode !== 0) {
    const message = `buf cannot read buf.yaml: ${config.stderr.replace(/^Failure: /, "").trim()}`;
    return [faulty("configuration", "problem", { message, advice: "Correct it; until then no check has a verdict." })];
  }
  const { exitCode, stdout, stderr } = await context.buf(folder, ["build", "--error-format", "text"]);
  const found = isThere ? told("configuration", "buf.yaml can be read, and its schemas compile.") : none;
  if (exitCode === 0) return [found];
  const [first = ""] = `${stdout}${stderr}`.replace(/^Failure: /, "").split("\n");
  const message = `The schemas do not compile: ${first}`;
  const advice = "`buf build` shows all that is wrong; until it passes no check has a verdict.";
  return [faulty("configuration", "problem", { message, advice })];
}

function schemaChecks({ protos, unchecked }: Setup): Diagnosis[] {
  if (protos.length === 0) {
    const message = "No proto file is in a module, so that the gate has nothing to check.";
    return [faulty("configuration", "problem", { message, advice: "Name their folders under `modules` in buf.yaml." })];
  }
  const found = told("configuration", `The gate checks ${protos.length} proto file${protos.length === 1 ? "" : "s"}.`);
  if (unchecked === 0) return [found];
  return [
    found,
    told("configuration", `${unchecked} more are in no module of buf.yaml, and nothing checks them.`, "info"),
  ];
}

/** What is not committed counts for nobody else, and for no workflow. */
async function committed(context: RunContext, setup: Setup): Promise<Diagnosis[]> {
  const { stdout } = await context.git(setup.top, ["ls-files", "-z", "--others", "--exclude-standard"]);
  const own = fromTop(setup, policyFileName);
  const loose = stdout.split("\0").filter((path) => path === own || isGuardFile(path) || isConfigFile(path));
  if (loose.length === 0) return [];
  const message = `Not committed yet: ${loose.join(", ")}.`;
  return [
    faulty("configuration", "warning", {
      message,
      advice: `Commit them; they count once they are on ${setup.branch}.`,
    }),
  ];
}
