import type { Element, ElementKind, SchemaIndex } from "@breakwater/schema";
import type { Annotation } from "./annotation.ts";
import { counterpartOf } from "./counterpart.ts";

/** The kind of element that a rule of buf reports the deletion of. */
function deletedKind(rule: string): ElementKind | undefined {
  return deletionRules.get(rule);
}

const deletionRules: ReadonlyMap<string, ElementKind> = new Map([
  ["FILE_NO_DELETE", "file"],
  ["PACKAGE_NO_DELETE", "file"],
  ["MESSAGE_NO_DELETE", "message"],
  ["PACKAGE_MESSAGE_NO_DELETE", "message"],
  ["FIELD_NO_DELETE", "field"],
  ["FIELD_NO_DELETE_UNLESS_NAME_RESERVED", "field"],
  ["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "field"],
  ["ONEOF_NO_DELETE", "oneof"],
  ["ENUM_NO_DELETE", "enum"],
  ["PACKAGE_ENUM_NO_DELETE", "enum"],
  ["ENUM_VALUE_NO_DELETE", "enum value"],
  ["ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", "enum value"],
  ["ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", "enum value"],
  ["SERVICE_NO_DELETE", "service"],
  ["PACKAGE_SERVICE_NO_DELETE", "service"],
  ["RPC_NO_DELETE", "rpc"],
  ["EXTENSION_NO_DELETE", "extension"],
  ["PACKAGE_EXTENSION_NO_DELETE", "extension"],
]);

/**
 * Tells which deleted element each annotation of a group is about. A group has one rule and one place; buf sorts it by
 * message, and a message starts to differ at the number or name of what was deleted, so that both lists have one order.
 * @param around the head's element at the place, undefined for annotations without a place
 * @returns one base element per annotation, or undefined when the lists do not match
 */
export function deletedElements(
  group: readonly Annotation[],
  around: Element | undefined,
  sides: { readonly head: SchemaIndex; readonly base: SchemaIndex },
): Element[] | undefined {
  const rule = group[0]?.type ?? "";
  const kind = deletedKind(rule);
  if (kind === undefined) return undefined;
  const deleted = deletedBySurvivor(rule, kind, sides).get(around);
  if (deleted === undefined || deleted.size !== group.length) return undefined;
  return [...deleted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
}

/** Deleted elements by what the head still has around them, and then by what their messages are sorted by. */
type Deleted = ReadonlyMap<Element | undefined, ReadonlyMap<string, Element>>;

// By head and rule: groups are many, and so are elements.
const known = new WeakMap<SchemaIndex, Map<string, Deleted>>();

function deletedBySurvivor(
  rule: string,
  kind: ElementKind,
  { head, base }: { readonly head: SchemaIndex; readonly base: SchemaIndex },
): Deleted {
  const byRule = known.get(head) ?? new Map<string, Deleted>();
  known.set(head, byRule);
  const found = byRule.get(rule);
  if (found !== undefined) return found;
  const deleted = new Map<Element | undefined, Map<string, Element>>();
  for (const element of base.elements()) {
    // To buf the entry of a map is a message like any other; in the source it is the map field.
    const entry = kind === "message" ? mapEntryOf(element) : undefined;
    const isGone =
      entry === undefined ? element.kind === kind && isDeleted(element, rule, head) : isEntryGone(element, rule, head);
    if (!isGone) continue;
    const around = survivorAround(element, head);
    const group = deleted.get(around) ?? new Map<string, Element>();
    deleted.set(around, group);
    group.set(entry === undefined ? sortKey(element, rule) : nestedName(element.file.package, entry), element);
  }
  byRule.set(rule, deleted);
  return deleted;
}

/** Full name of the message that the compiler makes for a map field. */
function mapEntryOf({ kind, proto, parent }: Element): string | undefined {
  if (kind !== "field" || parent?.kind !== "message") return undefined;
  const entries = parent.proto.nestedType.filter((nested) => nested.options?.mapEntry);
  const entry = entries.find(({ name }) => proto.typeName === `.${parent.fullName}.${name}`);
  return entry === undefined ? undefined : `${parent.fullName}.${entry.name}`;
}

function isEntryGone(field: Element, rule: string, head: SchemaIndex): boolean {
  const parent = field.parent === undefined ? undefined : counterpartOf(field.parent, head);
  if (parent === undefined) return true;
  if (!rule.startsWith("PACKAGE_") && parent.file.name !== field.file.name) return true;
  const entry = mapEntryOf(field);
  return !head.childrenOf(parent).some((child) => mapEntryOf(child) === entry);
}

function isDeleted(element: Element, rule: string, head: SchemaIndex): boolean {
  if (rule === "PACKAGE_NO_DELETE") {
    return ![...head.files.values()].some((file) => file.package === element.file.package);
  }
  const survivor = counterpartOf(element, head);
  if (survivor === undefined) return !isReserved(element, rule, head);
  // The rules of the FILE category want an element in its file, those of PACKAGE anywhere in the package.
  return element.kind !== "file" && !rule.startsWith("PACKAGE_") && survivor.file.name !== element.file.name;
}

// FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED and its like are silent about what the head reserves.
function isReserved(element: Element, rule: string, head: SchemaIndex): boolean {
  if (element.kind !== "field" && element.kind !== "enum value") return false;
  const parent = element.parent === undefined ? undefined : counterpartOf(element.parent, head);
  if (parent?.kind !== "message" && parent?.kind !== "enum") return false;
  if (rule.endsWith("_NAME_RESERVED")) return parent.proto.reservedName.includes(element.name);
  if (!rule.endsWith("_NUMBER_RESERVED")) return false;
  // The end of a reserved range is exclusive in messages and inclusive in enums (descriptor.proto).
  const beyond = parent.kind === "message" ? 0 : 1;
  const { number } = element.proto;
  return parent.proto.reservedRange.some(({ start, end }) => start <= number && number < end + beyond);
}

/** The innermost element of the head, in the same file, that was around a deleted one. */
export function survivorAround(element: Element, head: SchemaIndex): Element | undefined {
  let around = element.parent;
  while (around !== undefined) {
    const survivor = counterpartOf(around, head);
    if (survivor !== undefined && survivor.file.name === element.file.name) return survivor;
    around = around.parent;
  }
  return undefined;
}

function sortKey(element: Element, rule: string): string {
  switch (element.kind) {
    case "field":
    case "enum value":
      return String(element.proto.number);
    case "file":
      return rule === "PACKAGE_NO_DELETE" ? element.file.package : element.file.name;
    case "message":
    case "oneof":
    case "enum":
    case "service":
    case "rpc":
    case "extension":
      return nestedName(element.file.package, element.fullName);
  }
}

function nestedName(packageName: string, fullName: string): string {
  return packageName === "" ? fullName : fullName.slice(packageName.length + 1);
}
