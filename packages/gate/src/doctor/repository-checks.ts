import { findBaseline } from "../baseline.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import { type Diagnosis, faulty, told } from "./diagnosis.ts";
import type { Setup } from "./setup.ts";

/** Whether there is something to compare with: a default branch, the merge-base with it, and enough history. */
export async function repositoryChecks(context: RunContext, { repository, folder }: Setup): Promise<Diagnosis[]> {
  try {
    const { label, why } = await findBaseline(context, folder);
    const base = told("repository", `A check here compares with ${label}: ${why}.`);
    return (await repository.isShallow()) ? [base, faulty("repository", "warning", shallow)] : [base];
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    const [message = "", ...advice] = error.message.split(/(?<=\.)\s/);
    return [faulty("repository", "problem", { message, advice: advice.join(" ") })];
  }
}

const shallow = {
  message: "The clone is shallow: an older branch has no merge-base here, and its check ends without a verdict.",
  advice: "Run `git fetch --unshallow`; in GitHub Actions set `fetch-depth: 0` at actions/checkout.",
};
