import type { JsonValue } from "@bufbuild/protobuf";
import { type Attributes, splitKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Pair } from "../comparison.ts";
import { listOf, textOf, textsOf } from "../json-value.ts";
import { plainText } from "../plain-text.ts";
import { shortName } from "../quote.ts";
import { valueChanges } from "../value-changes.ts";
import { relativeName } from "./names.ts";
import { type Phrase, code, listOfCode } from "./phrase.ts";
import { rangeTexts } from "./reserved.ts";

type Altered = Change & { kind: "altered" };

/** What changed of an element that stayed, in phrases that a sentence lists. Of equal causes only one is told. */
export function describeAlterations(changes: readonly Change[], pair: Pair, packageName: string): Phrase[] {
  const altered = changes.filter((change) => change.kind === "altered");
  const isTyped = altered.some(({ attribute }) => typeAttributes.has(attribute));
  const renamed = changes
    .filter((change) => change.kind === "renamed")
    .map(({ key, from }): Phrase => {
      const { name } = splitKey(from);
      // With another type it is another thing under the same number.
      return [isTyped ? "replaces " : "renamed from ", code(splitKey(key).kind === "file" ? name : shortName(name))];
    });
  const type = isTyped ? [typeChange(pair, packageName)] : [];
  const others = altered.filter(({ attribute }) => !typeAttributes.has(attribute) && !isImplied(attribute, changes));
  return [...renamed, ...type, ...others.map((change) => describeAttribute(change, packageName))];
}

/** Attributes that together are what a person calls the type of a field. */
const typeAttributes = new Set(["cardinality", "keyType", "type", "typeName"]);

function typeChange({ before, after }: Pair, packageName: string): Phrase {
  const [old, now] = [typeOf(before, packageName), typeOf(after, packageName)];
  return ["type ", code(old), " → ", code(now)];
}

/** The type of a field as its declaration has it. */
function typeOf(attributes: Attributes, packageName: string): string {
  const type = relativeName(textOf(attributes["typeName"] ?? attributes["type"]), packageName);
  if (attributes["cardinality"] === "map") return `map<${textOf(attributes["keyType"])}, ${type}>`;
  return attributes["cardinality"] === "repeated" ? `repeated ${type}` : type;
}

/** Whether an attribute changes because another one does, so that it goes without saying. */
function isImplied(attribute: string, changes: readonly Change[]): boolean {
  const has = (...names: readonly string[]): boolean => {
    return changes.some((change) => change.kind === "altered" && names.includes(change.attribute));
  };
  const isRenamed = changes.some(({ kind }) => kind === "renamed");
  if (attribute === "jsonName") return isRenamed;
  if (attribute === "presence") return has("oneof", "cardinality");
  return ["packed", "utf8", "delimited"].includes(attribute) && has("type", "cardinality");
}

function describeAttribute({ attribute, before, after }: Altered, packageName: string): Phrase {
  const isOn = after === true;
  switch (attribute) {
    case "clientStreaming":
      return [isOn ? "takes a stream of requests" : "takes one request instead of a stream"];
    case "serverStreaming":
      return [isOn ? "answers with a stream" : "answers once instead of with a stream"];
    case "input":
      return ["takes ", ...insteadOf(before, after, packageName)];
    case "output":
      return ["returns ", ...insteadOf(before, after, packageName)];
    case "oneof":
      if (after === undefined) return ["no longer in oneof ", code(plainText(before))];
      return before === undefined
        ? ["now in oneof ", code(plainText(after))]
        : ["oneof ", code(plainText(before)), " → ", code(plainText(after))];
    case "presence":
      return [presences[textOf(after)] ?? "another presence"];
    case "open":
      return [isOn ? "now open to values that it does not name" : "now closed to values that it does not name"];
    case "reservedNames":
      return listChange("name", textsOf(before), textsOf(after));
    case "reservedRanges":
      return listChange("number", rangeTexts(before), rangeTexts(after));
    case "extensionRanges":
      return ["other ranges for extensions"];
    case "imports":
      return ["other public imports"];
    default:
      return valueChange(attribute, before, after);
  }
}

const presences: Readonly<Record<string, string>> = {
  EXPLICIT: "now tells whether it was set",
  IMPLICIT: "no longer tells whether it was set",
  LEGACY_REQUIRED: "now required",
};

function insteadOf(before: JsonValue | undefined, after: JsonValue | undefined, packageName: string): Phrase {
  const [old, now] = [before, after].map((type) => code(relativeName(plainText(type), packageName)));
  return old === undefined || now === undefined ? [] : [now, " instead of ", old];
}

function listChange(noun: string, before: readonly string[], after: readonly string[]): Phrase {
  const come = after.filter((item) => !before.includes(item));
  const gone = before.filter((item) => !after.includes(item));
  const part = (verb: string, items: readonly string[]): Phrase => {
    if (items.length === 0) return [];
    return [`${verb} the ${noun}${items.length === 1 ? "" : "s"} `, ...listOfCode(items, shownItems)];
  };
  const [reserves, frees] = [part("reserves", come), part("no longer reserves", gone)];
  return reserves.length > 0 && frees.length > 0 ? [...reserves, ", ", ...frees] : [...reserves, ...frees];
}

const shownItems = 8;

/** Characters of a value that a sentence has room for. */
const shownValue = 60;

function valueChange(attribute: string, before: JsonValue | undefined, after: JsonValue | undefined): Phrase {
  const words: Phrase = attributeWords(attribute);
  // A large option says no more than where it differs.
  const [change, ...more] = isLarge(before) || isLarge(after) ? valueChanges(before, after) : [];
  const [old, now] = change === undefined || more.length > 0 ? [before, after] : [change.before, change.after];
  if (isLarge(old) || isLarge(now)) return [...words, " changed"];
  if (old === undefined) return [...words, " is now ", code(plainText(now))];
  if (now === undefined) return [...words, " is no longer ", code(plainText(old))];
  return [...words, " ", code(plainText(old)), " → ", code(plainText(now))];
}

function isLarge(value: JsonValue | undefined): boolean {
  return plainText(value).length > shownValue || (Array.isArray(value) && listOf(value).length > 1);
}

function attributeWords(attribute: string): Phrase {
  const option = /^option\.(.*)$/.exec(attribute)?.[1];
  if (option !== undefined) return ["option ", code(snakeCase(option))];
  if (attribute.startsWith("(")) return ["option ", code(attribute)];
  return [names[attribute] ?? snakeCase(attribute).replaceAll("_", " ")];
}

const names: Readonly<Record<string, string>> = { jsonName: "JSON name", jsonFormat: "JSON format" };

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
