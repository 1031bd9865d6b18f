import { GitRepository } from "../git.ts";
import type { RunContext } from "../run-context.ts";
import { configurationChecks } from "./configuration-checks.ts";
import { type Diagnosis, faulty } from "./diagnosis.ts";
import { generatedChecks } from "./generated-checks.ts";
import { hookChecks } from "./hook-checks.ts";
import { ownerChecks } from "./owner-checks.ts";
import { repositoryChecks } from "./repository-checks.ts";
import { settingsChecks } from "./settings-checks.ts";
import { readSetup } from "./setup.ts";
import { bestSteps, workflowChecks } from "./workflow-checks.ts";

/**
 * Looks at everything that has to be right for a change to be stopped by the gate.
 * @param folder where the schemas are, absolute
 */
export async function diagnose(context: RunContext, folder: string): Promise<Diagnosis[]> {
  const repository = await GitRepository.around(context, folder);
  if (repository === undefined) {
    const message = `${folder} is not in a git repository, so that there is nothing to compare a change with.`;
    return [faulty("repository", "problem", { message, advice: "Run it in a clone, or name one with -C." })];
  }
  const setup = await readSetup(context, repository);
  const [base, configuration, generated, hook, settings] = await Promise.all([
    repositoryChecks(context, setup),
    configurationChecks(context, setup),
    generatedChecks(context, setup),
    hookChecks(context, setup),
    settingsChecks(context.io, setup, bestSteps(setup)),
  ]);
  return [
    ...base,
    ...configuration,
    ...workflowChecks(setup),
    ...ownerChecks(setup),
    ...generated,
    ...hook,
    ...settings,
  ];
}
