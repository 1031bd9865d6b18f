import { type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import { describeBufRule } from "./buf-rule.ts";
import type { Comparison } from "./comparison.ts";
import type { Flow } from "./flow.ts";
import { parentName } from "./pairing.ts";
import { messageWith, messagesWith } from "./wire-witness/candidates.ts";
import { translateBy } from "./wire-witness/counterpart.ts";
import { fieldBreaks } from "./wire-witness/field-breaks.ts";
import { type MessageField, messageFieldOf, messageOf } from "./wire-witness/message-field.ts";
import type { Encoding } from "./wire-witness/reading.ts";
import { findWitness } from "./wire-witness/wire-witness.ts";
import type { Witness } from "./witness.ts";

/** An element that buf reports: by both keys when it is still there, by the old one alone when it is gone. */
export interface Reported {
  readonly before: ModelKey | undefined;
  readonly after: ModelKey | undefined;
}

/**
 * Makes and runs evidence for a finding of buf about bytes or JSON; undefined for findings that no data shows.
 * @param rule id of buf's rule
 */
export function witnessOfBuf(rule: string, reported: Reported, comparison: Comparison): Witness | undefined {
  const { dimension } = describeBufRule(rule);
  if (dimension !== "binary" && dimension !== "json") return undefined;
  const encodings: readonly Encoding[] = dimension === "json" ? ["json"] : ["binary", "json"];
  const { before, after } = reported;
  if (before === undefined) return { confirmed: false, reason: "buf names no element that was there before" };
  const { kind } = splitKey(before);
  const isField = kind === "field" || kind === "extension";
  if (isField && after !== undefined) {
    return fieldBreaks(comparison, { beforeKey: before, afterKey: after }, { encodings }).witness;
  }
  if (isField) return withValues(messageFieldOf(comparison.before.registry, before), comparison, { encodings });
  if (kind === "enum value") return withEnumValue(before, comparison, encodings);
  return { confirmed: false, reason: `there is no input that shows a change of a whole ${kind}` };
}

/** What the new schema makes of messages of the old one that have the field. */
function withValues(
  field: MessageField | undefined,
  comparison: Comparison,
  how: { readonly encodings: readonly Encoding[]; readonly value?: unknown },
): Witness {
  const message = field === undefined ? undefined : messageOf(field);
  const reader = message === undefined ? undefined : comparison.after.registry.message(message.typeName);
  if (field === undefined || message === undefined || reader === undefined) {
    return { confirmed: false, reason: "the message that holds it is gone too" };
  }
  const flow: Flow = "old-to-new";
  for (const encoding of how.encodings) {
    const trial = {
      flow,
      encoding,
      writer: { desc: message, registry: comparison.before.registry },
      reader: { desc: reader, registry: comparison.after.registry },
      translate: translateBy(comparison.pairing, flow),
    };
    const messages = how.value === undefined ? messagesWith(field, undefined) : [messageWith(field, how.value)];
    const witness = findWitness(trial, messages);
    if (witness !== undefined) return witness;
  }
  return { confirmed: false, reason: `every value of "${field.name}" that was tried reads the same` };
}

/** An enum value is seen in a field or extension of its enum: the first, in the order of keys, that has one. */
function withEnumValue(key: ModelKey, comparison: Comparison, encodings: readonly Encoding[]): Witness {
  const enumeration = parentName(splitKey(key).name);
  const carriers = [...comparison.before.model]
    .filter(([, { typeName }]) => typeName === enumeration)
    .map(([other]) => other)
    .toSorted();
  const carrier = carriers
    .map((other) => messageFieldOf(comparison.before.registry, other))
    .find((field) => field !== undefined);
  if (carrier === undefined) {
    return { confirmed: false, reason: `no field has the type "${enumeration}", so that no message shows the value` };
  }
  const value = comparison.before.model.get(modelKey("enum value", splitKey(key).name))?.["number"];
  return withValues(carrier, comparison, { encodings, value });
}
