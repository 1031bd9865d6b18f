import { type ModelKey, modelKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Comparison } from "../comparison.ts";
import type { ElementFinding } from "./entry.ts";
import type { Part } from "./parts.ts";

/** Parts of the changelog with what the gate says of each, and what it says of elements that did not change. */
export interface Attached {
  readonly findings: ReadonlyMap<Part, readonly ElementFinding[]>;
  /** Breaks by what changed elsewhere, such as a name in generated code that a new element takes. */
  readonly alone: readonly ElementFinding[];
}

/** Gives each finding to the parts that tell of the change it is about. */
export function attachFindings(
  parts: readonly Part[],
  findings: readonly ElementFinding[],
  comparison: Comparison,
): Attached {
  const byKey = partsByKey(parts, comparison);
  const attached = new Map<Part, ElementFinding[]>();
  const alone: ElementFinding[] = [];
  for (const finding of findings) {
    const keys = [finding.before, finding.after].filter((key) => key !== undefined);
    const found = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];
    const fitting = choose(found, finding);
    if (fitting.length === 0) alone.push(finding);
    for (const part of fitting) attached.set(part, [...(attached.get(part) ?? []), finding]);
  }
  return { findings: attached, alone };
}

function partsByKey(parts: readonly Part[], comparison: Comparison): ReadonlyMap<ModelKey, readonly Part[]> {
  const direct = new Map<ModelKey, Part[]>();
  const inFiles = new Map<ModelKey, Part[]>();
  const add = (map: Map<ModelKey, Part[]>, key: ModelKey | undefined, part: Part): void => {
    if (key === undefined) return;
    const known = map.get(key);
    if (known === undefined) map.set(key, [part]);
    else if (known.at(-1) !== part) known.push(part);
  };
  for (const part of parts) {
    if (part.nature === "internal") continue;
    for (const change of part.changes) {
      add(direct, change.key, part);
      if (change.kind !== "added" && change.kind !== "removed") {
        add(direct, comparison.pairing.origins.get(change.key), part);
      }
      add(inFiles, oldFileOf(change), part);
    }
  }
  // What is said of a file that is gone is said of all that is no longer in it.
  for (const [file, some] of inFiles) if (!direct.has(file)) direct.set(file, some);
  return direct;
}

function oldFileOf(change: Change): ModelKey | undefined {
  if (change.kind === "moved") return modelKey("file", change.before);
  const file = change.kind === "removed" ? change.attributes["file"] : undefined;
  return typeof file === "string" ? modelKey("file", file) : undefined;
}

/** Of several parts about one element those that a rule is about; all where it cannot be told. */
function choose(parts: readonly Part[], { rule }: ElementFinding): readonly Part[] {
  const prefer = (isFit: (part: Part) => boolean): readonly Part[] => {
    const some = parts.filter(isFit);
    return some.length === 0 ? parts : some;
  };
  if (parts.length < 2) return parts;
  if (rule.startsWith("DEPRECATED_")) return prefer(({ nature }) => nature === "deprecated");
  if (rule.startsWith("HTTP_")) return prefer(({ nature }) => nature === "routes");
  if (/_NO_DELETE|DELETED|^TS_(MODULE|EXPORT)|SAME_PACKAGE/.test(rule)) {
    return prefer(({ nature }) => nature === "moved" || nature === "removed");
  }
  const option = /^FILE_SAME_(.*)$/.exec(rule)?.[1]?.replaceAll("_", "").toLowerCase();
  if (option !== undefined) {
    return prefer(({ changes }) => {
      return changes.some((change) => {
        return change.kind === "altered" && change.attribute.toLowerCase() === `option.${option}`;
      });
    });
  }
  return prefer(({ nature }) => nature === "altered");
}
