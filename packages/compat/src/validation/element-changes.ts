import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import { type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import type { Comparison, Pair } from "../comparison.ts";
import { parentName } from "../pairing.ts";
import { compareExpressions, expressionsOf } from "./cel-rules.ts";
import { compareAbsence, compareFieldRules } from "./field-rules.ts";
import { judgeOf } from "./judge.ts";
import { compareMessageRules } from "./message-rules.ts";
import type { RuleChange } from "./rule-change.ts";
import { fieldRulesOf, ruleAttributes, rulesOf } from "./rules-of.ts";
import { shapeOf } from "./value-shape.ts";

/** All changes of the validation rules of an element. */
export interface ElementChanges {
  readonly kind: "field" | "message" | "oneof" | "extension";
  /** Undefined for a field or oneof that is new. */
  readonly before: ModelKey | undefined;
  readonly after: ModelKey;
  readonly changes: readonly RuleChange[];
}

const known = new WeakMap<Comparison, readonly ElementChanges[]>();

/** The elements whose validation rules accept other values than before, with what changed. */
export function elementChanges(comparison: Comparison): readonly ElementChanges[] {
  const already = known.get(comparison);
  if (already !== undefined) return already;
  const elements = [
    ...alteredFields(comparison),
    ...addedFields(comparison),
    ...alteredMessages(comparison),
    ...oneofs(comparison),
    ...predefinedRules(comparison),
  ].filter(({ changes }) => changes.length > 0);
  known.set(comparison, elements);
  return elements;
}

function alteredFields(comparison: Comparison): ElementChanges[] {
  const altered = comparison.altered("field", ruleAttributes.field, "presence");
  const pairs = new Map([...altered, ...fieldsOfOtherEnums(comparison)].map((pair) => [pair.afterKey, pair]));
  return [...pairs.values()].flatMap(({ beforeKey, afterKey }) => {
    const [beforeName, afterName] = [splitKey(beforeKey).name, splitKey(afterKey).name];
    const before = comparison.before.registry.field(beforeName);
    const after = comparison.after.registry.field(afterName);
    if (before === undefined || after === undefined) return [];
    const changes = compareFieldRules(
      { rules: fieldRulesOf(comparison.before, beforeName), shape: shapeOf(before) },
      { rules: fieldRulesOf(comparison.after, afterName), shape: shapeOf(after) },
    );
    return [{ kind: "field" as const, before: beforeKey, after: afterKey, changes }];
  });
}

/** Fields whose rules stand, and want a defined value of an enum that has other numbers than before. */
function* fieldsOfOtherEnums(comparison: Comparison): Generator<Pair> {
  for (const [key, { [ruleAttributes.field]: rules }] of comparison.after.model) {
    if (splitKey(key).kind !== "field" || !JSON.stringify(rules ?? {}).includes('"definedOnly":true')) continue;
    const pair = comparison.pair(key);
    if (pair === undefined) continue;
    const before = comparison.before.registry.field(splitKey(pair.beforeKey).name)?.enum;
    const after = comparison.after.registry.field(splitKey(key).name)?.enum;
    if (before !== undefined && after !== undefined && numbersOf(before) !== numbersOf(after)) yield pair;
  }
}

/** The numbers of an enum as text: aliases and the order of the source play no part. */
function numbersOf({ values }: DescEnum): string {
  const numbers = new Set(values.map(({ number }) => number));
  return [...numbers].toSorted((a, b) => a - b).join();
}

/** Older programs never set a new field, so all that matters is whether it may be absent. */
function addedFields(comparison: Comparison): ElementChanges[] {
  return comparison.added("field").flatMap(({ key }) => {
    const { name } = splitKey(key);
    const field = comparison.after.registry.field(name);
    if (field === undefined || !hadMessage(comparison, name)) return [];
    const absence = compareAbsence({ rules: fieldRulesOf(comparison.after, name), shape: shapeOf(field) });
    const isRefused = absence.some(({ isSure }) => isSure) || refusesAbsence(comparison, field.parent, field.number);
    return [{ kind: "field" as const, before: undefined, after: key, changes: isRefused ? absence : [] }];
  });
}

/** Runs the rules where reading them does not tell; what cannot be run counts as refused. */
function refusesAbsence(comparison: Comparison, message: DescMessage, number: number): boolean {
  const judge = judgeOf(comparison.after);
  const verdict = judge.verdict(message, judge.read(message, {}));
  if (verdict.kind === "accepted") return false;
  if (verdict.kind === "error") return true;
  return verdict.violations.some(({ field: [first] }) => first?.kind === "field" && first.number === number);
}

function hadMessage(comparison: Comparison, name: string): boolean {
  return comparison.pair(modelKey("message", parentName(name))) !== undefined;
}

function alteredMessages(comparison: Comparison): ElementChanges[] {
  return comparison.altered("message", ruleAttributes.message).map(({ beforeKey, afterKey }) => {
    const before = rulesOf(comparison.before, "message", splitKey(beforeKey).name);
    const after = rulesOf(comparison.after, "message", splitKey(afterKey).name);
    return { kind: "message", before: beforeKey, after: afterKey, changes: compareMessageRules(before, after) };
  });
}

function oneofs(comparison: Comparison): ElementChanges[] {
  const altered = comparison.altered("oneof", ruleAttributes.oneof).map(({ beforeKey, afterKey }) => {
    return { before: beforeKey, after: afterKey };
  });
  const added = comparison.added("oneof").filter(({ key }) => hadMessage(comparison, splitKey(key).name));
  return [...altered, ...added.map(({ key }) => ({ before: undefined, after: key }))].map(({ before, after }) => {
    const was = before !== undefined && isRequired(comparison.before, before);
    const is = isRequired(comparison.after, after);
    const change: RuleChange[] = [
      { direction: is ? "tightened" : "loosened", isSure: true, text: `"required" is ${is ? "new" : "gone"}` },
    ];
    return { kind: "oneof", before, after, changes: was === is ? [] : change };
  });
}

function isRequired(schemas: Comparison["before"], key: ModelKey): boolean {
  return rulesOf(schemas, "oneof", splitKey(key).name)["required"] === true;
}

/** Rules that a team has defined for all fields that ask for them. */
function predefinedRules(comparison: Comparison): ElementChanges[] {
  return comparison.altered("extension", ruleAttributes.extension).map(({ beforeKey, afterKey }) => {
    const before = expressionsOf(rulesOf(comparison.before, "extension", splitKey(beforeKey).name));
    const after = expressionsOf(rulesOf(comparison.after, "extension", splitKey(afterKey).name));
    return { kind: "extension", before: beforeKey, after: afterKey, changes: compareExpressions(before, after, "") };
  });
}
