import { type ModelKind, modelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { Stability } from "../stability.ts";
import { attachFindings } from "./attach-findings.ts";
import { commentChanges } from "./comment-changes.ts";
import { type ChangelogEntry, type ElementFinding, type PackageChanges, entryKinds } from "./entry.ts";
import { partsOf } from "./parts.ts";
import { entryOfFinding, toEntry } from "./to-entry.ts";

/**
 * Tells everything that changed between two sets of schemas, package by package in the order of their names. Each
 * change is in exactly one entry: what belongs together is folded into one, such as a message with its fields or an RPC
 * with its request and response.
 * @param findings what a gate has found; every error is in an entry of the kind "breaking", and nothing else is
 */
export function changelogOf(comparison: Comparison, findings: readonly ElementFinding[]): PackageChanges[] {
  const parts = partsOf(comparison);
  const attached = attachFindings(parts, findings, comparison);
  const entries = [
    ...parts.map((part) => toEntry(part, attached.findings.get(part) ?? [], comparison)),
    ...attached.alone
      .filter(({ severity }) => severity !== "note")
      .map((finding) => entryOfFinding(finding, packageOf(finding, comparison))),
  ];
  const comments = commentChanges(comparison);
  const byPackage = Map.groupBy(entries, (entry) => entry.package);
  const names = new Set([...byPackage.keys(), ...comments.keys()]);
  return [...names].toSorted(compareText).map((name) => ({
    name,
    stability: stabilityOf(name, comparison),
    entries: (byPackage.get(name) ?? []).toSorted(compareEntries),
    comments: comments.get(name) ?? 0,
  }));
}

function packageOf({ before, after }: ElementFinding, comparison: Comparison): string {
  const key = after ?? before;
  if (key === undefined) return "";
  const { model } = after === undefined ? comparison.before : comparison.after;
  const { kind, name } = splitKey(key);
  if (kind === "package") return name;
  const file = kind === "file" ? name : model.get(key)?.["file"];
  const value = typeof file === "string" ? model.get(modelKey("file", file))?.["package"] : undefined;
  return typeof value === "string" ? value : "";
}

function stabilityOf(name: string, { stabilities, after }: Comparison): Stability {
  const key = modelKey("package", name);
  return (after.model.has(key) ? stabilities.after : stabilities.before).of(key);
}

const elementOrder: readonly ModelKind[] = [
  "package",
  "service",
  "rpc",
  "message",
  "field",
  "oneof",
  "enum",
  "enum value",
  "extension",
  "file",
];

function compareEntries(a: ChangelogEntry, b: ChangelogEntry): number {
  return (
    entryKinds.indexOf(a.kind) - entryKinds.indexOf(b.kind) ||
    elementOrder.indexOf(a.element) - elementOrder.indexOf(b.element) ||
    compareText(a.name, b.name) ||
    compareText(JSON.stringify(a.text), JSON.stringify(b.text))
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
