import { type Attributes, type Model, type ModelKey, modelKey, splitKey } from "@breakwater/schema";
import { Comparison } from "./comparison.ts";
import { parentName } from "./pairing.ts";
import { type Release, nameReleases } from "./release.ts";
import { typeText } from "./wire-type.ts";
import type { Witness } from "./witness.ts";
import { enumBreaks } from "./wire-witness/enum-breaks.ts";
import type { Encoding } from "./wire-witness/reading.ts";
import { fieldBreaks } from "./wire-witness/field-breaks.ts";

/** A new field, enum value or extension that has something that another one had in an earlier release. */
export interface Reuse {
  readonly key: ModelKey;
  readonly attributes: Attributes;
  /** Full name of the message or enum; of an extension, of the message that it extends. */
  readonly parent: string;
  /** Who had it; undefined when the base reserves it and no earlier release tells why. */
  readonly earlier: Earlier | undefined;
  /** The releases in which the earlier one was the same, for people; "" where there is none. */
  readonly releases: string;
}

/** A field, enum value or extension of an earlier release. */
export interface Earlier {
  readonly release: Release;
  readonly key: ModelKey;
  readonly attributes: Attributes;
}

/** What must not be used twice: how to find it, and where the base reserves it. */
export interface Reusable {
  /** What an element has of it, one text each; an element on the base that has one of them is no new user. */
  readonly identify: (key: ModelKey, attributes: Attributes) => readonly string[];
  readonly isReserved: (identity: string, parent: Attributes) => boolean;
  /** Whether the new element is another one than the earlier. */
  readonly isOther: (now: Pick<Reuse, "key" | "attributes">, earlier: Earlier) => boolean;
}

/**
 * Finds new fields, enum values and extensions of messages and enums that the base has, with something that the history or the
 * reserved lists of the base know. What the base itself still uses is a change of the base, and is for other rules.
 */
export function* reuses(comparison: Comparison, what: Reusable): Generator<Reuse> {
  const candidates = newUsers(comparison);
  if (candidates.size === 0) return;
  const onBase = indexBy(comparison.before.model, what);
  const releases = comparison.history.map((release) => ({ release, index: indexBy(release.schemas.model, what) }));
  for (const key of candidates) {
    const attributes = comparison.after.model.get(key) ?? {};
    const identities = identitiesOf(key, attributes, what);
    if (identities.length === 0 || identities.some((identity) => onBase.has(identity))) continue;
    const parent = parentOf(key, attributes);
    const earlier = releases.flatMap(({ release, index }) => {
      return identities.flatMap((identity) => {
        const users = index.get(identity) ?? [];
        return users.map((user) => ({ release, key: user, attributes: release.schemas.model.get(user) ?? {} }));
      });
    });
    const other = earlier.find((candidate) => what.isOther({ key, attributes }, candidate));
    if (other !== undefined) {
      const same = earlier.filter((candidate) => isSameElement(candidate, other)).map(({ release }) => release);
      yield { key, attributes, parent, earlier: other, releases: nameReleases(same, other.key) };
    } else if (earlier.length === 0 && isReserved(comparison, { key, identities, parent }, what)) {
      yield { key, attributes, parent, earlier: undefined, releases: "" };
    }
  }
}

/** Keys of what is new, or has another name or number than on the base: nothing else can have a number or name anew. */
function newUsers(comparison: Comparison): ReadonlySet<ModelKey> {
  const keys = new Set<ModelKey>();
  for (const change of comparison.changes) {
    const isNumberOrName = change.kind === "altered" && ["number", "jsonName"].includes(change.attribute);
    if (change.kind === "added" || change.kind === "renamed" || isNumberOrName) keys.add(change.key);
  }
  return keys;
}

/** Whether a field had another type; enum values have none. */
export function hasOtherType(now: Attributes, earlier: Attributes): boolean {
  return typeText(now) !== typeText(earlier) || now["cardinality"] !== earlier["cardinality"];
}

function isSameElement(one: Earlier, other: Earlier): boolean {
  const isSameNumber = one.attributes["number"] === other.attributes["number"];
  return one.key === other.key && isSameNumber && !hasOtherType(one.attributes, other.attributes);
}

/** Reads what an earlier release wrote, where a name stands for itself and never for what took its number. */
export function reuseWitness(
  comparison: Comparison,
  { key, attributes, parent, earlier }: Reuse,
  encodings: readonly Encoding[],
): Witness {
  if (earlier === undefined) return { confirmed: false, reason: "no earlier release at hand has what was reserved" };
  const { after, policy } = comparison;
  const sides = new Comparison({ before: earlier.release.schemas, after, history: [], policy });
  const search = { encodings, flows: ["old-to-new" as const], translate: (same: ModelKey): ModelKey => same };
  if (splitKey(key).kind !== "enum value") {
    return fieldBreaks(sides, { beforeKey: earlier.key, afterKey: key }, search).witness;
  }
  const numbers = [Number(earlier.attributes["number"]), Number(attributes["number"])];
  return enumBreaks(sides, parent, { ...search, numbers: [...new Set(numbers)] }).witness;
}

function indexBy(model: Model, what: Reusable): ReadonlyMap<string, readonly ModelKey[]> {
  const index = new Map<string, ModelKey[]>();
  for (const [key, attributes] of model) {
    for (const identity of identitiesOf(key, attributes, what)) {
      index.set(identity, [...(index.get(identity) ?? []), key]);
    }
  }
  return index;
}

function identitiesOf(key: ModelKey, attributes: Attributes, what: Reusable): string[] {
  const { kind } = splitKey(key);
  if (kind !== "field" && kind !== "enum value" && kind !== "extension") return [];
  const parent = parentOf(key, attributes);
  return [...new Set(what.identify(key, attributes))].map((identity) => `${kind} ${parent} ${identity}`);
}

function parentOf(key: ModelKey, { extendee }: Attributes): string {
  return typeof extendee === "string" ? extendee : parentName(splitKey(key).name);
}

function isReserved(
  comparison: Comparison,
  { key, identities, parent }: { readonly key: ModelKey; readonly identities: string[]; readonly parent: string },
  what: Reusable,
): boolean {
  const kind = splitKey(key).kind === "enum value" ? "enum" : "message";
  const before = comparison.before.model.get(modelKey(kind, parent));
  if (before === undefined) return false;
  return identities.some((identity) => what.isReserved(identity.slice(identity.lastIndexOf(" ") + 1), before));
}
