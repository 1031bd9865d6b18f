import { type ModelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { messageWith } from "./candidates.ts";
import { type FieldSearch, type WireBreaks, fieldBreaks } from "./field-breaks.ts";
import type { MessageField } from "./message-field.ts";

/**
 * Tries the numbers of an enum in the first field or extension that has it on both sides. Without such a field nothing can be shown,
 * and nothing breaks that is known.
 * @param numbers the numbers to try, in any order
 */
export function enumBreaks(
  comparison: Comparison,
  enumName: string,
  { numbers, ...search }: FieldSearch & { readonly numbers: readonly number[] },
): WireBreaks {
  const users = usersOf(comparison, enumName);
  if (users === undefined) {
    return { flows: [], witness: { confirmed: false, reason: `no message has a field of enum "${enumName}"` } };
  }
  return fieldBreaks(comparison, users, { ...search, messages: (field) => messagesOf(field, numbers) });
}

/** JSON of a message in which a field has an enum value of this name, whatever name the runtime itself would write. */
export function jsonWithName(field: MessageField, name: string): string {
  return JSON.stringify({ [field.jsonName]: field.fieldKind === "list" ? [name] : name });
}

function* messagesOf(field: MessageField, numbers: readonly number[]): Generator<ReturnType<typeof messageWith>> {
  const own = new Set(field.enum?.values.map(({ number }) => number));
  for (const number of numbers) if (own.has(number) || field.enum?.open === true) yield messageWith(field, number);
}

function usersOf(
  comparison: Comparison,
  enumName: string,
): { readonly beforeKey: ModelKey; readonly afterKey: ModelKey } | undefined {
  for (const [key, { type, typeName, cardinality }] of comparison.after.model) {
    const { kind } = splitKey(key);
    const isUser = (kind === "field" || kind === "extension") && type === "enum" && typeName === enumName;
    if (!isUser || cardinality === "map") continue;
    const pair = comparison.pair(key);
    if (pair?.before["typeName"] === enumName && pair.before["extendee"] === pair.after["extendee"]) return pair;
  }
  return undefined;
}
