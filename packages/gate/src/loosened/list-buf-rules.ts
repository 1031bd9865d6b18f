import type { CheckKind } from "../buf-config.ts";
import type { RunContext } from "../run-context.ts";
import type { RuleSection } from "./buf-sections.ts";

/**
 * Asks buf which rules a section turns on. Plugins of the configuration are left out, since buf would run them to ask
 * for their rules, and a head is not trusted.
 * @returns undefined when buf does not know a name in the section, as that of a plugin's rule
 */
export async function listBufRules(
  context: RunContext,
  kind: CheckKind,
  { version, section }: RuleSection,
): Promise<readonly string[] | undefined> {
  const { use, except } = section;
  const config = JSON.stringify({ version, [kind]: { use, except } });
  const args = ["config", `ls-${kind}-rules`, "--configured-only", "--config", config, "--format", "json"];
  const { exitCode, stdout } = await context.buf(context.scratch, args);
  if (exitCode !== 0) return undefined;
  return [...stdout.matchAll(/^\{"id":"([^"]+)"/gm)].map(([, id = ""]) => id);
}
