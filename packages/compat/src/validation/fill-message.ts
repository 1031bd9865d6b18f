import { type DescField, type DescMessage, type JsonObject, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import type { Violation } from "@bufbuild/protovalidate";
import { candidatesFor } from "./candidates.ts";
import { asObject } from "./json.ts";
import { fieldsInRules, hintsOfField, rulesOf } from "./rules-of.ts";
import { type TwoSides, type Verdicts, violationsOf } from "./two-sides.ts";

const mostFilled = 200;
/** Values tried for one field. */
const mostValues = 400;

const filled = new WeakMap<DescMessage, WeakMap<DescMessage, JsonObject>>();

/** A message with values that the rules of both sides accept, as far as they were found. */
export function fillMessage(sides: TwoSides): JsonObject {
  const { writer, reader } = sides;
  const known = filled.get(writer.desc) ?? new WeakMap<DescMessage, JsonObject>();
  filled.set(writer.desc, known);
  const already = known.get(reader.desc);
  if (already !== undefined) return already;
  const json = fill(sides);
  known.set(reader.desc, json);
  return json;
}

function fill(sides: TwoSides): JsonObject {
  const hopeless = new Set<string>();
  let json = requiredFields(sides.writer.desc);
  let verdicts = sides.judge(json);
  const last = sides.count + sides.budget;
  for (let step = 0; verdicts !== undefined && step < mostFilled && sides.count < last; step += 1) {
    const violation = violationsOf(verdicts).find((one) => !hopeless.has(placeText(one)));
    if (violation === undefined) break;
    const better = repair(sides, { json, verdicts }, violation);
    if (better === undefined) hopeless.add(placeText(violation));
    else ({ json, verdicts } = better);
  }
  return json;
}

interface Filled {
  readonly json: JsonObject;
  readonly verdicts: Verdicts;
}

/** The message with another value where a violation is, if that leaves fewer of them. */
function repair(sides: TwoSides, { json, verdicts }: Filled, violation: Violation): Filled | undefined {
  const violations = violationsOf(verdicts);
  // No value can do better than to take away all that is wrong at one place.
  const goal = violations.filter((other) => placeText(other) !== placeText(violation)).length;
  let best: (Filled & { readonly count: number }) | undefined;
  const { path, fields } = placeOf(sides, violation);
  for (const field of fields) {
    const values = candidatesFor(field, hintsOfField(sides.schemas, field), (inner) =>
      hintsOfField(sides.schemas, inner),
    );
    for (const value of values.slice(0, mostValues)) {
      const changed = withValue(json, [...path, field.jsonName], value);
      const judged = sides.judge(changed);
      if (judged === undefined || judged.writer.kind === "error" || judged.reader.kind === "error") continue;
      const count = violationsOf(judged).length;
      if (count < (best?.count ?? violations.length)) best = { json: changed, verdicts: judged, count };
      if (count <= goal) return best;
    }
  }
  return best;
}

/** Fields of the writer that may have to do with a violation, and where the message is that has them. */
function placeOf(
  sides: TwoSides,
  violation: Violation,
): { readonly path: readonly string[]; readonly fields: readonly DescField[] } {
  const path: string[] = [];
  let message = sides.writer.desc;
  for (const step of violation.field) {
    if (step.kind === "oneof") {
      return { path, fields: message.oneofs.find(({ name }) => name === step.name)?.fields ?? [] };
    }
    const field = step.kind === "field" ? message.fields.find(({ number }) => number === step.number) : undefined;
    if (field === undefined) return { path, fields: [] };
    if (field.fieldKind !== "message" || step === violation.field.at(-1)) return { path, fields: [field] };
    path.push(field.jsonName);
    message = field.message;
  }
  const { typeName } = message;
  const rules = sides.schemas.map((schemas) => rulesOf(schemas, "message", typeName));
  return { path, fields: fieldsInRules(message, rules) };
}

function placeText({ field }: Violation): string {
  return field.map((step) => ("name" in step ? step.name : "")).join();
}

/** Fields without which a message cannot be written. */
function requiredFields(message: DescMessage, around: readonly string[] = []): JsonObject {
  // A message that requires itself can never be written.
  if (around.includes(message.typeName)) return {};
  const required = message.fields.filter(({ presence }) => presence === FeatureSet_FieldPresence.LEGACY_REQUIRED);
  const inside = [...around, message.typeName];
  return Object.fromEntries(required.map((field) => [field.jsonName, leastValue(field, inside)]));
}

function leastValue({ message, enum: enumeration, scalar }: DescField, around: readonly string[]): JsonValue {
  if (message !== undefined) return requiredFields(message, around);
  if (enumeration !== undefined) return enumeration.values[0]?.number ?? 0;
  if (scalar === ScalarType.STRING || scalar === ScalarType.BYTES) return "";
  return scalar === ScalarType.BOOL ? false : 0;
}

function withValue(json: JsonObject, [first, ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (first === undefined) return json;
  return { ...json, [first]: rest.length === 0 ? value : withValue(asObject(json[first]), rest, value) };
}
