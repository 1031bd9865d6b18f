import { repositoryRoot } from "../repository/files.ts";

/** One static check: a command that succeeds when the repository is in order. */
export interface Step {
  /** What `--only` calls it. */
  readonly name: string;
  /** What it proves, for `--help`. */
  readonly purpose: string;
  /** Program and arguments, run in the folder of the repository with its tools first on the PATH. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether its output is worth reading when it passes, too. */
  readonly isReport?: boolean;
}

/** All static checks of this repository; long ones first, so that they do not end up alone at the end. */
export const steps: readonly Step[] = [
  {
    name: "schemas",
    purpose: "schemas are formatted, linted and unbroken, clients in sync",
    // -C: without it the folder would be the one that pnpm was called in, which may be a subfolder.
    command: ["node", "--conditions=@breakwater/source", "packages/gate/src/main.ts", "-C", repositoryRoot, "check"],
  },
  { name: "lint", purpose: "no finding of oxlint, type-aware rules included", command: ["oxlint"] },
  { name: "unused", purpose: "no unused file, export or dependency (knip)", command: ["knip"] },
  { name: "types", purpose: "everything compiles, tests and scripts too", command: ["tsc", "-b"] },
  { name: "format", purpose: "files are formatted (oxfmt)", command: ["oxfmt", "--check", "."] },
  { name: "boundaries", purpose: "imports point one way", command: ["node", "scripts/boundaries/main.ts"] },
  {
    name: "budgets",
    purpose: "sizes and shortcuts are within limits; always prints its table",
    command: ["node", "scripts/budgets/main.ts"],
    isReport: true,
  },
  { name: "workflows", purpose: "workflows are valid and pinned", command: ["node", "scripts/workflows/main.ts"] },
  {
    name: "deployment",
    purpose: "Dockerfiles, compose files and Kubernetes objects are in order",
    command: ["node", "scripts/deployment-lint/main.ts"],
  },
  { name: "secrets", purpose: "no key or token is committed", command: ["node", "scripts/secrets/main.ts"] },
  {
    name: "config-paths",
    purpose: "each path and pattern in configuration matches something",
    command: ["node", "scripts/config-paths/main.ts"],
  },
];
