/** The action that a workflow uses unless it is told another one. It is not published: who adopts it names a copy. */
export const defaultAction = "breakwater/breakwater@main";

/** An action by repository and revision. */
export interface ActionName {
  /** As in "acme/breakwater". */
  readonly repository: string;
  readonly ref: string;
}

/** Reads "OWNER/REPOSITORY@REF"; undefined for anything else. */
export function parseAction(text: string): ActionName | undefined {
  const [, repository, ref] = /^([\w.-]+\/[\w.-]+)@([\w./-]+)$/.exec(text) ?? [];
  return repository === undefined || ref === undefined ? undefined : { repository, ref };
}

/**
 * The workflow that runs the gate on each pull request, forks included, and in the merge queue.
 * @param folder where the schemas are, from the top; "" for the top
 */
export function workflowText({ repository, ref }: ActionName, folder: string): string {
  const where = folder === "" ? [] : ["        with:", `          folder: ${JSON.stringify(folder)}`];
  return [
    "# Stops a pull request that breaks who uses the schemas. Written by `breakwater init`; `breakwater doctor` checks it.",
    "name: Schema gate",
    "",
    "on:",
    "  # The workflow, the policy and the rules are those of the base, so that a pull request cannot take them away. Its own",
    "  # files are data: nothing of them is checked out or run.",
    "  pull_request_target:",
    '    # "edited" is a change of the branch to merge into; labels approve.',
    "    types: [opened, synchronize, reopened, edited, labeled, unlabeled]",
    "  merge_group:",
    "",
    "permissions:",
    "  contents: read",
    "  # For the comment with the report.",
    "  pull-requests: write",
    "",
    "# Runs on one pull request keep one comment, and so come one after the other.",
    "concurrency:",
    "  group: schema-gate-${{ github.event.pull_request.number || github.run_id }}",
    "  cancel-in-progress: false",
    "",
    "jobs:",
    "  gate:",
    "    # Require this check in the rules of the default branch.",
    "    name: Schema gate",
    "    runs-on: ubuntu-24.04",
    "    timeout-minutes: 15",
    "    steps:",
    "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "        with:",
    "          # What judges. In the merge queue, github.sha has the change already.",
    "          ref: ${{ github.event.merge_group.base_ref || github.sha }}",
    "          # All of the history: a change is compared with the point where its branch began.",
    "          fetch-depth: 0",
    "          persist-credentials: false",
    `      - uses: ${repository}/.github/actions/breakwater@${ref}`,
    ...where,
    "",
  ].join("\n");
}
