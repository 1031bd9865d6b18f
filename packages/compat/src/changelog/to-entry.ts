import { type ModelKey, type SchemaSet, splitKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Comparison } from "../comparison.ts";
import { plainText } from "../plain-text.ts";
import { shortName } from "../quote.ts";
import { deprecationAdvice, firstSentence } from "./comment-text.ts";
import { describeAlterations } from "./describe-alteration.ts";
import { contents, describeExtent } from "./describe-extent.ts";
import { describeRoutes } from "./describe-routes.ts";
import type { ChangelogEntry, ElementFinding, EntryKind } from "./entry.ts";
import { subject } from "./names.ts";
import type { Group } from "./fold.ts";
import type { Part } from "./parts.ts";
import { type Phrase, code, listOfCode, phraseOf } from "./phrase.ts";

/** Makes the entry for a part of the changelog, with what the gate says of it. */
export function toEntry(part: Part, findings: readonly ElementFinding[], comparison: Comparison): ChangelogEntry {
  const { kind: element, name } = splitKey(part.key);
  const isBreaking = findings.some(({ severity }) => severity === "error");
  const told = tell(part, comparison);
  const kind = isBreaking ? "breaking" : told.kind;
  return {
    kind,
    element,
    name,
    package: part.package,
    text: isBreaking ? breakingText(part, told, findings) : textOf(told),
    comment: told.comment,
    changes: part.changes,
    findings,
  };
}

/** The entry for a finding about an element that itself says what it said before. */
export function entryOfFinding(finding: ElementFinding, packageName: string): ChangelogEntry {
  const key = finding.after ?? finding.before;
  const { kind: element, name } = key === undefined ? { kind: "package" as const, name: packageName } : splitKey(key);
  const kind = finding.severity === "error" ? "breaking" : "changed";
  const text = phraseOf(withoutEnd(finding.message));
  return { kind, element, name, package: packageName, text, comment: undefined, changes: [], findings: [finding] };
}

interface Told {
  readonly kind: EntryKind;
  readonly start: Phrase;
  /** What a break needs between the start and the rest: " was removed". */
  readonly verb?: string;
  readonly rest?: Phrase;
  readonly comment: string | undefined;
  /** Whether the text says what a reader has to know of a break. */
  readonly isClear: boolean;
}

function tell(part: Part, comparison: Comparison): Told {
  const { key, changes, package: packageName, nature } = part;
  const { before, after } = comparison;
  const quiet = { comment: undefined, isClear: true };
  switch (nature) {
    case "added":
      return {
        kind: "added",
        ...extentOf({ ...part, how: nature }, after),
        comment: firstSentence(commentOf(key, after), shortName(key)),
        isClear: false,
      };
    case "removed":
      return {
        kind: "removed",
        ...extentOf({ ...part, how: nature }, before),
        comment: deprecationAdvice(commentOf(key, before)),
        isClear: true,
      };
    case "deprecated":
      return deprecation(part, comparison);
    case "routes": {
      const pair = comparison.pair(key);
      const routes = pair === undefined ? { isAddition: false, text: [] } : describeRoutes(pair, packageName);
      return { kind: routes.isAddition ? "added" : "changed", start: routes.text, ...quiet };
    }
    case "altered": {
      const pair = comparison.pair(key);
      const phrases = pair === undefined ? [] : describeAlterations(changes, pair, packageName);
      const list = phrases.flatMap((phrase, index): Phrase => (index === 0 ? phrase : [", ", ...phrase]));
      const isClear = !changes.some((change) => change.kind === "altered" && /^[(]/.test(change.attribute));
      return { kind: "changed", start: subject(key, packageName), rest: [": ", ...list], comment: undefined, isClear };
    }
    case "moved":
      return { kind: "changed", start: movedText(part), ...quiet };
    case "option":
      return { kind: "changed", start: optionText(changes), ...quiet };
    case "internal":
      return { kind: "internal", start: internalText(changes), ...quiet };
  }
}

function extentOf(group: Group, { model }: SchemaSet): Pick<Told, "start" | "verb" | "rest"> {
  const { key, how, package: packageName, changes } = group;
  const { kind } = splitKey(key);
  const isNew = how === "added";
  const extent = [...describeExtent(group, model), ...(isNew ? deprecatedMark(changes, key) : [])];
  const verb = isNew ? " was added" : " was removed";
  if (kind === "package")
    return { start: [isNew ? "New package" : "The package"], verb: isNew ? "" : verb, rest: extent };
  // What is a part of the name comes before the verb, a list of contents after it.
  const isPartOfName = kind === "rpc" || kind === "extension";
  const start = subject(key, packageName);
  return isPartOfName ? { start: [...start, ...extent], verb } : { start, verb, rest: extent };
}

function deprecatedMark(changes: readonly Change[], key: ModelKey): Phrase {
  const own = changes.find((change) => change.key === key);
  return own?.kind === "added" && own.attributes["option.deprecated"] === true ? [" (deprecated)"] : [];
}

function deprecation({ key, package: packageName }: Part, comparison: Comparison): Told {
  const start = subject(key, packageName);
  if (comparison.after.model.get(key)?.["option.deprecated"] !== true) {
    return { kind: "changed", start, rest: [": no longer deprecated"], comment: undefined, isClear: true };
  }
  const comment = deprecationAdvice(commentOf(key, comparison.after));
  return { kind: "deprecated", start, verb: " is deprecated", comment, isClear: false };
}

function textOf({ start, rest = [] }: Told): Phrase {
  return [...start, ...rest];
}

function movedText({ changes, package: packageName }: Part): Phrase {
  const first = changes.find((change) => change.kind === "moved");
  if (first === undefined) return [];
  const list = contents(changes, packageName);
  return ["Moved from ", code(first.before), " to ", code(first.after), ": ", ...list];
}

function internalText(changes: readonly Change[]): Phrase {
  const isReserved = changes.some((change) => change.kind === "altered" && change.attribute.startsWith("reserved"));
  return [isReserved ? "More reserved names or numbers in " : "Imports of ", ...files(changes)];
}

function optionText(changes: readonly Change[]): Phrase {
  const [first] = changes;
  if (first?.kind !== "altered") return [];
  const values = new Set(changes.map((change) => JSON.stringify(valuesOf(change))));
  // Files of a package may each have a value of their own.
  const change = values.size === 1 ? valuesOf(first) : [];
  return ["Option ", code(snakeCase(first.attribute)), " of ", ...files(changes), ...change];
}

function valuesOf(change: Change): Phrase {
  if (change.kind !== "altered") return [];
  const { before, after } = change;
  if (before === undefined) return [": now ", code(plainText(after))];
  if (after === undefined) return [": no longer ", code(plainText(before))];
  return [": ", code(plainText(before)), " → ", code(plainText(after))];
}

function files(changes: readonly Change[]): Phrase {
  const names = [...new Set(changes.map(({ key }) => splitKey(key).name))];
  const [only] = names;
  return names.length === 1 && only !== undefined ? [code(only)] : listOfCode(names, shownFiles);
}

const shownFiles = 3;

function snakeCase(attribute: string): string {
  return attribute.replace(/^option\./, "").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The sentence about a break: with a verb, and with what the gate says where that says more. */
function breakingText(part: Part, told: Told, findings: readonly ElementFinding[]): Phrase {
  const { start, verb, rest = [], isClear } = told;
  const text: Phrase = [...start, ...(verb === undefined || verb === "" ? [] : [verb]), ...rest];
  if (isClear) return text;
  const errors = findings.filter(({ severity }) => severity === "error");
  const messages = [...new Set(errors.map(({ message }) => withoutEnd(message)))];
  const reasons = messages.flatMap((message): Phrase => [". ", ...phraseOf(message)]);
  // Of a custom option the gate knows what it means.
  return part.nature === "altered" ? reasons.slice(1) : [...text, ...reasons];
}

function withoutEnd(message: string): string {
  return message.replace(/\.$/, "");
}

function commentOf(key: ModelKey, { index }: SchemaSet): string {
  const { kind, name } = splitKey(key);
  if (kind === "package") return "";
  const element = kind === "file" ? index.elementsIn(name)[0] : index.find(kind, name);
  return element === undefined ? "" : index.commentOf(element);
}
