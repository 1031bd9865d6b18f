import { DCLinter } from "dclint";
import type { Finding } from "../repository/finding.ts";

/** Left out: the order of keys, which is taste, and the ban on naming the image that is built, by which it is pushed. */
const rules = {
  "no-build-and-image": 0,
  "service-keys-order": 0,
  "require-quotes-in-ports": [1, { quoteType: "double" }],
} as const;

/** What dclint returns for a file; its own types name modules that its package does not have. */
interface Linted {
  readonly filePath: string;
  readonly messages: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
}

/**
 * Checks compose files with dclint: the schema of the Compose specification, and what it knows of mistakes.
 * @param paths absolute
 */
export function lintCompose(paths: readonly string[]): Finding[] {
  const linter = new DCLinter({ rules: { ...rules }, quiet: false, debug: false, exclude: [] });
  const results: readonly Linted[] = linter.lintFiles([...paths], false);
  return results.flatMap(({ filePath: file, messages }) =>
    messages.map(({ line, rule, message }) => ({ file, line, rule, message })),
  );
}
