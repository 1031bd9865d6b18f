import type { CompatFinding } from "@breakwater/compat";
import type { Element, ModelKey } from "@breakwater/schema";
import { survivorAround } from "./deletion.ts";
import type { Found } from "./finding.ts";
import { elementOf } from "./model-element.ts";
import { oldPlaceOf } from "./old-place.ts";
import type { Side } from "./side.ts";

interface Sides {
  readonly head: Side;
  readonly base: Side;
}

/**
 * The file that a finding of the engine is about: on the head, or on the base where the head has nothing left.
 * @throws when neither side has the element, which is a fault of the rule: such a finding must not get lost
 */
export function fileOf(finding: CompatFinding, { head, base }: Sides): string {
  const element = find(finding.after, head) ?? find(finding.before, base);
  if (element === undefined) throw new Error(`${finding.rule.id} names no element of either side: ${finding.message}`);
  return element.file.name;
}

/** Gives a finding of the engine its place, its lines and its advice. */
export function toFinding(found: CompatFinding, sides: Sides): Found {
  const { rule, severity, message, breaks, witness } = found;
  return {
    check: "breaking",
    rule: rule.id,
    severity,
    existing: false,
    ...placeOf(found, sides),
    message,
    advice: rule.advice,
    dimension: rule.dimension,
    breaks,
    witness: witness ?? null,
    subject: found.before,
  };
}

type Place = Pick<Found, "element" | "path" | "line" | "column" | "deleted" | "oldPath" | "oldLine" | "old" | "new">;

function placeOf(found: CompatFinding, { head, base }: Sides): Place {
  const now = find(found.after, head);
  const before = find(found.before, base);
  const old = before === undefined ? null : base.source.linesOf(before);
  const was = { ...oldPlaceOf(before, base), old };
  if (now !== undefined) {
    return { ...positionIn(now, head), element: now.fullName, deleted: false, ...was, new: head.source.linesOf(now) };
  }
  if (before === undefined) throw new Error(`${found.rule.id} names no element of either side`);
  // As buf does it: what is gone is placed at what was around it, and where that is gone too, where it was.
  const around = survivorAround(before, head.schemas.index);
  const element = around?.fullName ?? before.parent?.fullName ?? before.fullName;
  const gone = { element, deleted: true, ...was } as const;
  if (around === undefined) return { ...positionIn(before, base), ...gone, new: null };
  return { ...positionIn(around, head), ...gone, new: head.source.linesOf(around) };
}

function find(key: ModelKey | undefined, side: Side): Element | undefined {
  return key === undefined ? undefined : elementOf(key, side.schemas.index);
}

function positionIn(element: Element, side: Side): Pick<Found, "path" | "line" | "column"> {
  const { name } = element.file;
  const span = element.kind === "file" ? undefined : side.schemas.index.spanOf(name, element.path);
  return { path: side.paths.get(name) ?? name, line: span?.startLine ?? 1, column: span?.startColumn ?? 1 };
}
