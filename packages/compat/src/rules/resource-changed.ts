import { splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { listChange, quoteAll } from "../google-api/list-change.ts";
import { type Resource, resourcesOf } from "../google-api/resources.ts";
import type { Rule, Violation } from "../rule.ts";

/** Resources are paired by type over the whole workspace, so that moving a definition to another file is no change. */
export const resourceChanged: Rule = {
  id: "RESOURCE_CHANGED",
  purpose:
    "A resource type of google.api.resource or google.api.resource_definition is gone, or its name patterns changed. Generated clients lose the helpers that build and parse its names, and names that callers keep no longer fit.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the type and every pattern in its place, and append new patterns after the old ones.",
  covers: [],
  *check(comparison) {
    const after = resourcesOf(comparison.after.model);
    for (const old of resourcesOf(comparison.before.model).values()) {
      const now = after.get(old.type);
      yield* now === undefined ? goneViolations(comparison, old, after) : changeViolations(old, now);
    }
  },
};

function* goneViolations(
  comparison: Comparison,
  old: Resource,
  resources: ReadonlyMap<string, Resource>,
): IterableIterator<Violation> {
  const place = comparison.pairing.pairs.get(old.key);
  // With its message, which is a finding of its own.
  if (place === undefined && splitKey(old.key).kind === "message") return;
  const isMessage = splitKey(old.key).kind === "message";
  const heir = isMessage ? [...resources.values()].find(({ key }) => key === place) : undefined;
  const change = heir === undefined ? "is gone" : `became "${heir.type}"`;
  const message = `Resource type "${old.type}" ${change}: generated clients lose its helpers, and references to it have no target.`;
  yield { before: old.key, ...(place === undefined ? {} : { after: place }), message, flows: [] };
}

function* changeViolations(old: Resource, now: Resource): IterableIterator<Violation> {
  const keys = { before: old.key, after: now.key, flows: [] };
  const resource = `resource "${old.type}"`;
  const change = listChange(old.patterns, now.patterns);
  if (change?.kind === "removed") {
    const instead = now.patterns.filter((pattern) => !old.patterns.includes(pattern));
    const what = instead.length === 0 ? "is gone" : `became ${quoteAll(instead)}`;
    yield {
      ...keys,
      message: `Pattern ${quoteAll(change.items)} of ${resource} ${what}: names of that form no longer fit.`,
    };
  }
  if (change?.kind === "reordered") {
    const message = `The patterns of ${resource} have other places now: generated helpers are named by them.`;
    yield { ...keys, message, severity: "warning" };
  }
  if (change?.kind === "appended") {
    const message = `Pattern ${quoteAll(change.items)} was appended to ${resource}: names may have a form that older clients cannot parse.`;
    yield { ...keys, message, severity: "note" };
  }
  if (old.nameField !== now.nameField) {
    const message = `The name of ${resource} is in field "${now.nameField}" instead of "${old.nameField}".`;
    yield { ...keys, message, severity: "warning" };
  }
}
