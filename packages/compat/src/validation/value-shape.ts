import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { hasRules } from "./has-rules.ts";

/** What the meaning of rules depends on, beside the rules. */
export interface ValueShape {
  /**
   * What stands for a field that was not set: its zero value, which is then judged by the rules, or nothing. Items of
   * lists and maps are always set.
   */
  readonly absence: "zero" | "unset" | "item" | "message item";
  readonly enumNumbers?: readonly number[];
  /** A message with rules of its own in it. */
  readonly hasNestedRules: boolean;
  /** What is in a list or map, by the name of the rules for it. */
  readonly parts: { readonly items?: ValueShape; readonly keys?: ValueShape; readonly values?: ValueShape };
}

/** The shape of the values of a field. */
export function shapeOf(field: DescField): ValueShape {
  if (field.fieldKind === "list") return { ...plain("zero"), parts: { items: partOf(field) } };
  if (field.fieldKind === "map") return { ...plain("zero"), parts: { keys: plain("item"), values: partOf(field) } };
  const absence = field.presence === FeatureSet_FieldPresence.IMPLICIT ? "zero" : "unset";
  return typed(absence, field);
}

function partOf(field: { readonly message: DescMessage | undefined; readonly enum: DescEnum | undefined }): ValueShape {
  return typed(field.message === undefined ? "item" : "message item", field);
}

function typed(
  absence: ValueShape["absence"],
  field: { readonly message: DescMessage | undefined; readonly enum: DescEnum | undefined },
): ValueShape {
  const hasNestedRules = field.message !== undefined && hasRules(field.message);
  if (field.enum === undefined) return { ...plain(absence), hasNestedRules };
  return { ...plain(absence), hasNestedRules, enumNumbers: field.enum.values.map(({ number }) => number) };
}

function plain(absence: ValueShape["absence"]): ValueShape {
  return { absence, hasNestedRules: false, parts: {} };
}
