import type { Io } from "../io.ts";

/** What the API of GitHub says of a branch. */
export interface BranchSettings {
  /** Names of the checks that have to pass. */
  readonly requiredChecks: readonly string[];
  /** Whether an owner has to approve; undefined where only an administrator may read it. */
  readonly ownerReview: boolean | undefined;
  readonly hasMergeQueue: boolean;
  /** Lines of CODEOWNERS that GitHub cannot use. */
  readonly ownerErrors: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

/** Which branch of which repository. */
export interface BranchName {
  /** As in "acme/schemas". */
  readonly repository: string;
  readonly branch: string;
}

/** How long the API may take, in milliseconds. */
const timeout = 10_000;

/**
 * Asks for what is enforced on a branch.
 * @throws {Error} with the reason, for people, when the API does not say
 * @see https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
 */
export async function readSettings(io: Io, token: string, { repository, branch }: BranchName): Promise<BranchSettings> {
  const ask = async (path: string): Promise<unknown> => await get(io, token, `/repos/${repository}${path}`);
  const name = encodeURIComponent(branch);
  const [rules, info, owners] = await Promise.all([
    ask(`/rules/branches/${name}?per_page=100`),
    ask(`/branches/${name}`),
    ask("/codeowners/errors").catch(() => undefined),
  ]);
  const list = Array.isArray(rules) ? rules : [];
  const ofType = (type: string): unknown[] => list.filter((rule: unknown) => property(rule, "type") === type);
  const contexts = ofType("required_status_checks")
    .flatMap((rule) => listAt(property(rule, "parameters"), "required_status_checks"))
    .map((check) => property(check, "context"));
  const classic = listAt(property(property(info, "protection"), "required_status_checks"), "contexts");
  const reviews = ofType("pull_request").map((rule) =>
    property(property(rule, "parameters"), "require_code_owner_review"),
  );
  const isProtected = property(property(info, "protection"), "enabled") === true;
  return {
    requiredChecks: [...contexts, ...classic].filter((check) => typeof check === "string"),
    // Classic protection tells its reviews to administrators alone.
    ownerReview: reviews.includes(true) || (isProtected ? undefined : false),
    hasMergeQueue: ofType("merge_queue").length > 0,
    ownerErrors: listAt(owners, "errors").map((error) => ({
      path: String(property(error, "path")),
      line: Number(property(error, "line")),
      message: String(property(error, "kind")),
    })),
  };
}

async function get({ env, signal }: Io, token: string, path: string): Promise<unknown> {
  const api = (env["GITHUB_API_URL"] ?? "") || "https://api.github.com";
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token}`,
    "user-agent": "breakwater",
  };
  const response = await fetch(`${api}${path}`, {
    headers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  });
  if (!response.ok) throw new Error(`GitHub answers ${response.status} to GET ${path}`);
  return await response.json();
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

function listAt(value: unknown, key: string): unknown[] {
  const list = property(value, key);
  return Array.isArray(list) ? list : [];
}
