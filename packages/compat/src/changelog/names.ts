import { type ModelKey, type ModelKind, modelKey, splitKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import { shortName } from "../quote.ts";
import type { ChangelogEntry } from "./entry.ts";
import { type Phrase, code } from "./phrase.ts";

/** A full name as it is seen from inside a package: "Order.id" of "shop.v1.Order.id". */
export function relativeName(name: string, packageName: string): string {
  return packageName !== "" && name.startsWith(`${packageName}.`) ? name.slice(packageName.length + 1) : name;
}

/** An element as a sentence starts with it: Field `id` of `Order`. */
export function subject(key: ModelKey, packageName: string): Phrase {
  const { kind, name } = splitKey(key);
  const noun = nouns[kind];
  if (kind === "field" || kind === "enum value" || kind === "oneof") {
    return [`${noun} `, code(shortName(name)), " of ", code(relativeName(parentName(name), packageName))];
  }
  return [`${noun} `, code(kind === "file" ? name : relativeName(name, packageName))];
}

/** The element of an entry, as the text of most entries starts with it. */
export function subjectOf(entry: Pick<ChangelogEntry, "element" | "name" | "package">): Phrase {
  return subject(modelKey(entry.element, entry.name), entry.package);
}

const nouns: Readonly<Record<ModelKind, string>> = {
  package: "Package",
  file: "File",
  message: "Message",
  field: "Field",
  oneof: "Oneof",
  enum: "Enum",
  "enum value": "Value",
  service: "Service",
  rpc: "RPC",
  extension: "Extension",
};

/** What is defined in a file, with the words for one and for several. */
export const definitionNouns: readonly (readonly [kind: ModelKind, one: string, many: string])[] = [
  ["service", "service", "services"],
  ["rpc", "RPC", "RPCs"],
  ["message", "message", "messages"],
  ["enum", "enum", "enums"],
  ["extension", "extension", "extensions"],
];
