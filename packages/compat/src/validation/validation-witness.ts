import type { DescField, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { Violation } from "@bufbuild/protovalidate";
import { type ModelKey, type SchemaSet, modelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { parentName } from "../pairing.ts";
import type { Witness } from "../witness.ts";
import { candidatesFor } from "./candidates.ts";
import type { ElementChanges } from "./element-changes.ts";
import { hintsOf } from "./hints.ts";
import type { RuleChange } from "./rule-change.ts";
import { fieldsInRules, hintsOfField, rulesOf } from "./rules-of.ts";
import { combinations } from "./combinations.ts";
import { type Side, TwoSides } from "./two-sides.ts";
import { type Found, type Search, searchWitness } from "./witness-search.ts";

/**
 * A message that the rules of one side accept and those of the other refuse, with both verdicts as protovalidate gave
 * them. Old programs write what was tightened, new ones what was loosened.
 */
export function validationWitness(
  comparison: Comparison,
  element: ElementChanges,
  direction: RuleChange["direction"],
): Witness {
  const names = direction === "tightened" ? { writer: "old", reader: "new" } : { writer: "new", reader: "old" };
  const search = searchFor(comparison, element, direction);
  if (search === undefined) return { confirmed: false, reason: reasons[element.kind] };
  const result = searchWitness(search);
  if ("json" in result) {
    return {
      confirmed: true,
      flow: direction === "tightened" ? "old-to-new" : "new-to-old",
      input: { kind: "json", text: JSON.stringify(shortened(result.json)) },
      before: `accepted by the ${names.writer} rules`,
      after: `refused by the ${names.reader} rules: ${violationTexts(result, search)}`,
    };
  }
  // A message that is right at one time is wrong at another.
  const isTimed = element.changes.some(({ text }) => text.includes('"timestamp.within"'));
  if (isTimed) return { confirmed: false, reason: "which times are refused depends on when the rules are run" };
  const tried = `none of ${result.attempts} messages tried is accepted by the ${names.writer} rules and refused by the ${names.reader} ones`;
  return { confirmed: false, reason: result.obstacle === undefined ? tried : `${tried}: ${result.obstacle}` };
}

const reasons = {
  field: "the message of the field is not among the schemas of both sides",
  message: "the message is not among the schemas of both sides",
  oneof: "the message of the oneof is not among the schemas of both sides",
  extension: "no field of these schemas asks for the rule",
} as const;

function searchFor(
  comparison: Comparison,
  element: ElementChanges,
  direction: RuleChange["direction"],
): Search | undefined {
  if (element.kind === "extension") return predefinedSearch(comparison, element.after, direction);
  const isMessage = element.kind === "message";
  const afterName = splitKey(element.after).name;
  const sides = sidesOf(comparison, isMessage ? afterName : parentName(afterName), direction);
  if (sides === undefined) return undefined;
  if (element.kind === "field") return fieldSearch(comparison, element, { sides, direction });
  const schemas = [comparison.before, comparison.after];
  const fields = isMessage
    ? fieldsInRules(
        sides.writer.desc,
        schemas.map((side) => rulesOf(side, "message", splitKey(element.before ?? element.after).name)),
      )
    : (sides.writer.desc.oneofs.find(({ name }) => afterName.endsWith(`.${name}`))?.fields ?? []);
  return {
    sides,
    attempts: combinations(sides.writer.desc, fields, schemas),
    targets: fields,
    isInQuestion: isMessage ? isOfMessage : isOfOneof(afterName),
  };
}

function isOfMessage({ field }: Violation): boolean {
  return field.length === 0;
}

function isOfOneof(fullName: string): (violation: Violation) => boolean {
  return ({ field: [first] }) => first?.kind === "oneof" && fullName.endsWith(`.${first.name}`);
}

function sidesOf(
  comparison: Comparison,
  messageName: string,
  direction: RuleChange["direction"],
): TwoSides | undefined {
  const beforeKey = comparison.pairing.origins.get(modelKey("message", messageName));
  if (beforeKey === undefined) return undefined;
  const before = sideOf(comparison.before, splitKey(beforeKey).name);
  const after = sideOf(comparison.after, messageName);
  if (before === undefined || after === undefined) return undefined;
  return direction === "tightened" ? new TwoSides(before, after) : new TwoSides(after, before);
}

function sideOf(schemas: SchemaSet, messageName: string): Side | undefined {
  const desc = schemas.registry.message(messageName);
  return desc === undefined ? undefined : { schemas, desc };
}

function fieldSearch(
  comparison: Comparison,
  element: { readonly before: ModelKey | undefined; readonly after: ModelKey },
  { sides, direction }: { readonly sides: TwoSides; readonly direction: RuleChange["direction"] },
): Search | undefined {
  const before =
    element.before === undefined ? undefined : comparison.before.registry.field(splitKey(element.before).name);
  const after = comparison.after.registry.field(splitKey(element.after).name);
  if (after === undefined) return undefined;
  const [written, read] = direction === "tightened" ? [before, after] : [after, before];
  const schemas = [comparison.before, comparison.after];
  const rules = [before, after].flatMap((field, index) => {
    const side = schemas[index];
    return field === undefined || side === undefined
      ? []
      : [rulesOf(side, "field", `${field.parent.typeName}.${field.name}`)];
  });
  return {
    sides,
    attempts: written === undefined ? [{}] : attemptsWith(written, rules, schemas),
    targets: written === undefined ? [] : [written],
    isInQuestion: ({ field: [first] }) => first?.kind === "field" && first.number === (read ?? after).number,
  };
}

/** The field left out, then with each value. */
function attemptsWith(field: DescField, rules: readonly JsonObject[], sides: readonly SchemaSet[]): JsonObject[] {
  const values = candidatesFor(field, hintsOf(rules), (inner) => hintsOfField(sides, inner));
  const isOptional = field.presence !== FeatureSet_FieldPresence.LEGACY_REQUIRED;
  return [...(isOptional ? [{}] : []), ...values.map((value) => ({ [field.jsonName]: value }))];
}

/** A predefined rule shows in a field that asks for it. */
function predefinedSearch(
  comparison: Comparison,
  extension: ModelKey,
  direction: RuleChange["direction"],
): Search | undefined {
  const { name } = splitKey(extension);
  for (const key of comparison.after.model.keys()) {
    const field = splitKey(key);
    if (
      field.kind !== "field" ||
      !JSON.stringify(rulesOf(comparison.after, "field", field.name)).includes(`"[${name}]"`)
    ) {
      continue;
    }
    const sides = sidesOf(comparison, parentName(field.name), direction);
    const before = comparison.pairing.origins.get(key);
    if (sides === undefined || before === undefined) continue;
    const search = fieldSearch(comparison, { before, after: key }, { sides, direction });
    const written = comparison.after.registry.field(field.name);
    if (search === undefined || written === undefined) continue;
    const schemas = [comparison.before, comparison.after];
    // The literals are in the definition of the rule.
    const rules = schemas.flatMap((side) => [rulesOf(side, "extension", name), rulesOf(side, "field", field.name)]);
    return { ...search, attempts: attemptsWith(written, rules, schemas) };
  }
  return undefined;
}

function violationTexts({ violations }: Found, { isInQuestion }: Search): string {
  const texts = violations.filter(isInQuestion).map((violation) => violation.toString());
  return [...new Set(texts)].join("; ");
}

const longestText = 120;
const mostItems = 20;

/** The same JSON with long strings and lists cut, each with its real length. */
function shortened(json: JsonValue): JsonValue {
  if (typeof json === "string") {
    const characters = Array.from(json);
    if (characters.length <= longestText) return json;
    return `${characters.slice(0, 40).join("")}… (${characters.length} characters)`;
  }
  if (Array.isArray(json)) {
    const items = json.slice(0, mostItems).map(shortened);
    return json.length > mostItems ? [...items.slice(0, 3), `… (${json.length} items)`] : items;
  }
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).map(([key, value]): [string, JsonValue] => [key, shortened(value)]);
  const cut: [string, JsonValue] = ["…", `(${entries.length} entries)`];
  return Object.fromEntries(entries.length > mostItems ? [...entries.slice(0, 3), cut] : entries);
}
