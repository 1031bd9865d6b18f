import { type ModelKey, modelKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { describeElement } from "../describe-element.ts";
import type { Rule, Violation } from "../rule.ts";
import { type ExportedElement, fileOf, moduleOf } from "../typescript/exported-names.ts";
import { type ExportedPair, exportedPairs } from "../typescript/exported-pairs.ts";
import { useOfExport } from "../typescript/use-of-export.ts";

/** Of a file that is gone, one finding for all that was in it; of one that stays, one for each element that left. */
export const tsModuleChanged: Rule = {
  id: "TS_MODULE_CHANGED",
  purpose:
    "Something is generated into another TypeScript file than before, because it moved or its file was renamed. Code that imports the generated file finds it there no longer; code that imports an entry file which exports all of a package does not notice.",
  dimension: "typescript",
  severity: "warning",
  since: "0.1.0",
  advice: "Leave what is used in its file, or export all files of the package from one entry file.",
  covers: ["FILE_NO_DELETE", "MESSAGE_NO_DELETE", "ENUM_NO_DELETE", "SERVICE_NO_DELETE", "EXTENSION_NO_DELETE"],
  *check(comparison) {
    const seen = new Set<ModelKey>();
    const keys = comparison.changes.filter(({ kind }) => kind === "moved" || kind === "renamed").map(({ key }) => key);
    for (const pair of exportedPairs(comparison, keys)) {
      if (!isMoved(pair)) continue;
      const violation = violationOf(pair, comparison);
      if (seen.has(violation.before)) continue;
      seen.add(violation.before);
      yield violation;
    }
  },
};

function isMoved({ before, after }: ExportedPair): boolean {
  return isTopLevel(before) && moduleOf(fileOf(before)) !== moduleOf(fileOf(after));
}

/** What is nested goes with what it is in. */
function isTopLevel(element: ExportedElement): boolean {
  return element.kind === "file" || element.kind === "service" || element.parent === undefined;
}

function violationOf(pair: ExportedPair, comparison: Comparison): Violation & { readonly before: ModelKey } {
  const [from, to] = [fileOf(pair.before), fileOf(pair.after)];
  const file = modelKey("file", from.proto.name);
  const isGone = !comparison.after.model.has(file);
  const keys = isGone
    ? { before: file, after: modelKey("file", to.proto.name) }
    : { before: pair.beforeKey, after: pair.afterKey };
  const what = isGone ? `What was in file "${from.proto.name}"` : describeElement(pair.afterKey);
  return {
    ...keys,
    flows: [],
    message: `${what} is generated into "${moduleOf(to)}" now and no longer into "${moduleOf(from)}": imports of that stop compiling.`,
    witness: () => useOfExport(isGone ? from : pair.before, { what: "constant", now: undefined }),
  };
}
