import type { Opened } from "./compile-sides.ts";
import type { CheckName } from "./finding.ts";
import { GateError } from "./gate-error.ts";
import type { Input } from "./input.ts";
import type { Rules } from "./rules.ts";

/**
 * A head that is not trusted is a git revision or an image: in a folder, a link leads wherever the one who made it
 * likes, and what git's attributes and hooks ran to make the folder has run already.
 * @throws {GateError} for a folder
 */
export function requireRevision(input: Input): void {
  if (input.kind !== "directory") return;
  const message = `--untrusted takes no folder ("${input.text}"), since links in it can lead anywhere. Name a revision instead, for example '.git#ref=FETCH_HEAD', or an image.`;
  throw new GateError("usage", message);
}

/** The rules that count, without the plugins that a head brings: where the base has no `buf.yaml`, the head's counts. */
export function withoutHeadPlugins(rules: Rules): Rules {
  return rules.from === "head" ? { from: "head", config: rules.config?.withoutPlugins() } : rules;
}

/** What is left undone because the head is not trusted, for people. */
export function untrustedNotes(
  rules: Rules,
  { only, head }: { readonly only: readonly CheckName[]; readonly head: Opened },
): string[] {
  const notes: string[] = [];
  if (rules.from === "head" && rules.config?.hasPlugins === true) {
    notes.push("plugins: those that buf.yaml of the head names are programs, and are not run");
  }
  if (only.includes("generated") && !("image" in head) && head.files.has("buf.gen.yaml")) {
    notes.push("generated: not checked, buf.gen.yaml of the head names programs; check it where there is no token");
  }
  return notes;
}
