import { type BufConfig, type CheckKind, type ProtoFile, defaultRules } from "./buf-config.ts";
import type { Side } from "./side.ts";

/** The configuration that decides which of buf's rules count in a comparison, and whose it is. */
export interface Rules {
  readonly from: "base" | "head" | "defaults";
  readonly config: BufConfig | undefined;
}

/** Two compiled sides and the rules between them. */
export interface Compared {
  readonly head: Side;
  readonly base: Side;
  readonly rules: Rules;
}

/** The base decides, so that a change cannot loosen the rules it is checked by; the head, where the base has none. */
export function chooseRules(head: Side, base: Side): Rules {
  if (base.config !== undefined) return { from: "base", config: base.config };
  if (head.config !== undefined) return { from: "head", config: head.config };
  return { from: "defaults", config: undefined };
}

/** Import paths by the configuration they are checked with, as JSON for `--config`. Ignored files are in no group. */
export function groupByRules(kind: CheckKind, files: Iterable<ProtoFile>, rules: Rules): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const file of files) {
    const config = rules.config === undefined ? defaultRules : rules.config.forImage(kind, file);
    if (config === undefined) continue;
    const group = groups.get(config) ?? new Set<string>();
    groups.set(config, group.add(file.importPath));
  }
  return groups;
}

/** The files of a side that are no imports. */
export function filesOf(side: Side): ProtoFile[] {
  return [...side.schemas.index.files.keys()].map((importPath) => ({
    importPath,
    path: side.paths.get(importPath) ?? importPath,
  }));
}
