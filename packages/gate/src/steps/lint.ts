import { adviceFor } from "../advice.ts";
import { type Annotation, sortAnnotations } from "../annotation.ts";
import { batchesOf } from "../batches.ts";
import { type Found, noChange } from "../finding.ts";
import { type Compared, type Rules, filesOf, groupByRules } from "../rules.ts";
import type { RunContext } from "../run-context.ts";
import { runChecker } from "../run-checker.ts";
import type { Side } from "../side.ts";

/** Runs `buf lint` on the head. What the base has too (same rule, path and message) is existing and a note. */
export async function lintStep(context: RunContext, of: Compared): Promise<Found[]> {
  const { head, base, rules } = of;
  const now = await lint(context, head, rules);
  // Most heads have no finding, and then the base need not be asked.
  const before = now.length === 0 ? [] : await lint(context, base, rules);
  // Counted, so that one existing finding does not excuse a second one that reads the same.
  const known = new Map<string, number>();
  for (const annotation of before) known.set(keyOf(annotation, base), (known.get(keyOf(annotation, base)) ?? 0) + 1);
  return now.map((annotation) => {
    const key = keyOf(annotation, head);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return toFinding(annotation, head, left > 0);
  });
}

async function lint(context: RunContext, side: Side, rules: Rules): Promise<Annotation[]> {
  const { image } = side.schemas;
  const runs = [...groupByRules("lint", filesOf(side), rules)].flatMap(([config, group]) => {
    const batches = context.isFull ? [group] : batchesOf(group, [side.schemas]);
    return batches.map((targets) => {
      const encode = (): Uint8Array[] => [image.encode({ targets, withSources: true, imports: "whole" })];
      return runChecker(context, { check: "lint", encode, config });
    });
  });
  return sortAnnotations((await Promise.all(runs)).flat());
}

function keyOf(annotation: Annotation, side: Side): string {
  return JSON.stringify([annotation.type, pathOf(annotation, side), annotation.message]);
}

function pathOf(annotation: Annotation, side: Side): string {
  const importPath = annotation.path ?? "";
  return side.paths.get(importPath) ?? importPath;
}

function toFinding(annotation: Annotation, head: Side, existing: boolean): Found {
  const place = annotation.path === undefined ? undefined : head.schemas.index.at(annotation.path, annotation);
  return {
    check: "lint",
    rule: annotation.type,
    severity: existing ? "note" : "error",
    existing,
    element: place?.element.fullName ?? null,
    path: pathOf(annotation, head),
    line: annotation.startLine,
    column: annotation.startColumn,
    old: null,
    new: place === undefined ? null : head.source.linesOf(place.element, place.detail),
    message: annotation.message,
    advice: adviceFor("lint", annotation.type),
    ...noChange,
  };
}
