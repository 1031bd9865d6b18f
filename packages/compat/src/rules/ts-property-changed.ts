import type { DescField } from "@bufbuild/protobuf";
import { type ModelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { Rule, Violation } from "../rule.ts";
import { whySafe } from "../safe-change.ts";
import { type FieldProperty, fieldProperty, plainType, typeIdentity } from "../typescript/field-property.ts";
import { Program } from "../typescript/program.ts";
import { access } from "../typescript/property-name.ts";
import type { UnconfirmedWitness } from "../witness.ts";

/** Where bytes and JSON stay the same as well as what they mean, the code of users is all that breaks: a warning. */
export const tsPropertyChanged: Rule = {
  id: "TS_PROPERTY_CHANGED",
  purpose:
    "The property of a field has another name, another type or another oneof around it in TypeScript, or can be left out where it could not, or the other way round. Code that reads or sets it stops compiling.",
  dimension: "typescript",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the field as it is, and add one of another name for what is new.",
  covers: [
    "FIELD_SAME_NAME",
    "FIELD_SAME_JSON_NAME",
    "FIELD_SAME_TYPE",
    "FIELD_SAME_CARDINALITY",
    "FIELD_SAME_ONEOF",
    "FIELD_SAME_JSTYPE",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
    "FIELD_CARDINALITY_CHANGED",
    "FIELD_JSON_NAME_CHANGED",
    "FIELD_PRESENCE_CHANGED",
    "FIELD_TYPE_CHANGED",
    "FIELD_TYPE_SIGN_CHANGED",
    "FIELD_TYPE_WIDTH_CHANGED",
  ],
  *check(comparison) {
    for (const afterKey of changedFields(comparison)) {
      const beforeKey = comparison.pairing.origins.get(afterKey);
      const before = beforeKey && comparison.before.registry.field(splitKey(beforeKey).name);
      const after = comparison.after.registry.field(splitKey(afterKey).name);
      if (beforeKey === undefined || !before || after === undefined) continue;
      const [was, is] = [fieldProperty(before), fieldProperty(after)];
      if (!differs(was, is)) continue;
      yield {
        before: beforeKey,
        after: afterKey,
        flows: [],
        ...severityOf(afterKey, comparison),
        message: `In TypeScript field "${splitKey(afterKey).name}" was ${describe(was)} and is ${describe(is)} now: code that uses it stops compiling.`,
        witness: () => useOf(before, was, is),
      };
    }
  },
};

/** Fields that changed, and those whose file has another edition: proto3 has `?` where an edition has none. */
function changedFields(comparison: Comparison): Set<ModelKey> {
  const files = new Set(comparison.altered("file", "edition").map(({ afterKey }) => splitKey(afterKey).name));
  const keys = new Set<ModelKey>();
  for (const { kind, key } of comparison.changes) {
    if (key.startsWith("field ") && kind !== "added" && kind !== "removed") keys.add(key);
  }
  if (files.size === 0) return keys;
  for (const [key, { file }] of comparison.after.model) {
    if (key.startsWith("field ") && typeof file === "string" && files.has(file)) keys.add(key);
  }
  return keys;
}

function differs(was: FieldProperty, is: FieldProperty): boolean {
  const isSamePlace = was.name === is.name && was.oneofCase === is.oneofCase && was.isOptional === is.isOptional;
  return !isSamePlace || typeIdentity(was.type) !== typeIdentity(is.type);
}

function severityOf(key: ModelKey, comparison: Comparison): Pick<Violation, "severity"> {
  const pair = comparison.pair(key);
  const isSame = pair?.beforeKey === key && JSON.stringify(pair.before) === JSON.stringify(pair.after);
  return isSame || whySafe("FIELD_SAME_ONEOF", key, comparison) !== undefined ? { severity: "warning" } : {};
}

function describe({ name, oneofCase, type, isOptional }: FieldProperty): string {
  if (oneofCase !== undefined) return `the case "${oneofCase}: ${plainType(type)}" of "${name}"`;
  return `the property "${name}${isOptional ? "?" : ""}: ${plainType(type)}"`;
}

function useOf(field: DescField, was: FieldProperty, is: FieldProperty): UnconfirmedWitness {
  const program = new Program();
  const declaration = `declare const message: ${program.type(field.parent)};`;
  const property = `message${access(was.name)}`;
  const isOnlyRequired = was.isOptional && !differs({ ...was, isOptional: false }, is);
  if (isOnlyRequired) return program.witness(declaration, `${property} = undefined;`);
  const type = program.typeText(was.type);
  if (was.oneofCase !== undefined) {
    const value = `${property}.case === "${was.oneofCase}" ? ${property}.value : undefined`;
    return program.witness(declaration, `export const value: ${type} | undefined = ${value};`);
  }
  return program.witness(
    declaration,
    `export const value: ${type}${was.isOptional ? " | undefined" : ""} = ${property};`,
  );
}
