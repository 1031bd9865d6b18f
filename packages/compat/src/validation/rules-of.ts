import type { DescField, DescMessage, JsonObject } from "@bufbuild/protobuf";
import { type SchemaSet, modelKey } from "@breakwater/schema";
import { type Hints, hintsOf } from "./hints.ts";
import { asObject } from "./json.ts";
import { oneofFields } from "./message-rules.ts";
import { parentName } from "../pairing.ts";

/** The attribute that has the rules of an element. */
export const ruleAttributes = {
  field: "(buf.validate.field)",
  message: "(buf.validate.message)",
  oneof: "(buf.validate.oneof)",
  extension: "(buf.validate.predefined)",
} as const;

/** The rules of an element as they stand in the source, in ProtoJSON; none for what is an import. */
export function rulesOf(schemas: SchemaSet, kind: keyof typeof ruleAttributes, name: string): JsonObject {
  return asObject(schemas.model.get(modelKey(kind, name))?.[ruleAttributes[kind]]);
}

/**
 * The rules that a field has: a rule of its message that at most one of some fields is set also has them ignored when
 * they are not set.
 */
export function fieldRulesOf(schemas: SchemaSet, name: string): JsonObject {
  const own = rulesOf(schemas, "field", name);
  if (own["ignore"] !== undefined) return own;
  const fields = oneofFields(rulesOf(schemas, "message", parentName(name)));
  return fields.includes(name.slice(parentName(name).length + 1)) ? { ...own, ignore: "IGNORE_IF_ZERO_VALUE" } : own;
}

/** The full name of a field as models have it. */
function nameOf(field: DescField): string {
  return `${field.parent.typeName}.${field.name}`;
}

/** The hints in the rules of a field, on all of these sides. */
export function hintsOfField(sides: readonly SchemaSet[], field: DescField): Hints {
  return hintsOf(sides.map((schemas) => rulesOf(schemas, "field", nameOf(field))));
}

/** The fields of a message that its own rules name, in CEL or in a rule for several fields. */
export function fieldsInRules(message: DescMessage, rules: readonly JsonObject[]): DescField[] {
  const listed = new Set(rules.flatMap(oneofFields));
  const text = JSON.stringify(rules);
  return message.fields.filter(({ name }) => listed.has(name) || new RegExp(`\\bthis\\.${name}\\b`).test(text));
}
