import { commonOf, without } from "./sets.ts";
import { isSubformat, formatAcceptsEmpty } from "./string-formats.ts";
import { IntervalSet } from "./interval-set.ts";

/** What rules ask of a value, in a form in which two sides can be held against each other. */
export type Constraint =
  /** A number, or a length, is in a set. */
  | { readonly kind: "range"; readonly accepted: IntervalSet }
  /** Text or bytes are one of these, or none of these. */
  | { readonly kind: "choice"; readonly members: ReadonlySet<string>; readonly isExcluded: boolean }
  | { readonly kind: "prefix" | "suffix" | "contains" | "not contains"; readonly text: string }
  /** Paths of a field mask are these or below them, or not. */
  | { readonly kind: "paths"; readonly paths: readonly string[]; readonly isExcluded: boolean }
  /** A form of string with a name: an email address, a UUID. */
  | { readonly kind: "format"; readonly name: string }
  /** Asked for or not, nothing between: unique items, a time in the past. */
  | { readonly kind: "flag" }
  /** Not understood here: a regular expression, CEL, a rule of somebody else. */
  | { readonly kind: "opaque"; readonly text: string };

/** How sure a statement is. */
export type Sureness = "no" | "maybe" | "yes";

/** Whether a change refuses what was accepted, and accepts what was refused. */
export interface Direction {
  readonly tightened: Sureness;
  readonly loosened: Sureness;
}

const unchanged: Direction = { tightened: "no", loosened: "no" };
const tightened: Direction = { tightened: "yes", loosened: "no" };
const loosened: Direction = { tightened: "no", loosened: "yes" };
const both: Direction = { tightened: "yes", loosened: "yes" };
const unsure: Direction = { tightened: "maybe", loosened: "maybe" };

/**
 * Compares two constraints; undefined accepts everything.
 * @param withoutZero leaves zero, or empty, out: whether that is accepted is also a matter of presence
 */
export function compareConstraints(
  before: Constraint | undefined,
  after: Constraint | undefined,
  withoutZero: boolean,
): Direction {
  if (before?.kind === "range" || after?.kind === "range") {
    return compareRanges(rangeOf(before, withoutZero), rangeOf(after, withoutZero));
  }
  if (before === undefined) return after === undefined ? unchanged : whenAdded(after, withoutZero, tightened);
  if (after === undefined) return whenAdded(before, withoutZero, loosened);
  return compareSame(before, after, withoutZero);
}

// A list without members excludes nothing, and a prefix that is empty asks for nothing.
function whenAdded(constraint: Constraint, withoutZero: boolean, direction: Direction): Direction {
  const isEmpty = constraint.kind === "choice" && constraint.isExcluded && members(constraint, withoutZero).size === 0;
  const asksNothing = "text" in constraint && constraint.text === "" && affixes.has(constraint.kind);
  return isEmpty || asksNothing ? unchanged : direction;
}

const affixes = new Set<Constraint["kind"]>(["prefix", "suffix", "contains"]);

function compareSame(before: Constraint, after: Constraint, withoutZero: boolean): Direction {
  if (before.kind === "choice" && after.kind === "choice") {
    return directionOf(isSubchoice(after, before, withoutZero), isSubchoice(before, after, withoutZero));
  }
  if (before.kind === "paths" && after.kind === "paths" && before.isExcluded === after.isExcluded) {
    const [wide, narrow] = [covers(before.paths, after.paths), covers(after.paths, before.paths)];
    return before.isExcluded ? directionOf(narrow, wide) : directionOf(wide, narrow);
  }
  if (before.kind === "format" && after.kind === "format") {
    if (before.name === after.name) return unchanged;
    if (isSubformat(after.name, before.name)) return tightened;
    return isSubformat(before.name, after.name) ? loosened : unsure;
  }
  if (before.kind === "flag" && after.kind === "flag") return unchanged;
  if ("text" in before && "text" in after && before.kind === after.kind) {
    if (before.text === after.text) return unchanged;
    if (before.kind === "opaque") return unsure;
    const narrow = implies(before.kind, after.text, before.text);
    const wide = implies(before.kind, before.text, after.text);
    return narrow || wide ? directionOf(narrow, wide) : both;
  }
  return both;
}

/** Whether whatever has `text` as its prefix (suffix, …) has `other` too. */
function implies(kind: Constraint["kind"], text: string, other: string): boolean {
  if (kind === "prefix") return text.startsWith(other);
  if (kind === "suffix") return text.endsWith(other);
  return kind === "contains" ? text.includes(other) : other.includes(text);
}

function directionOf(isNarrower: boolean, isWider: boolean): Direction {
  return { tightened: isWider ? "no" : "yes", loosened: isNarrower ? "no" : "yes" };
}

function compareRanges(before: IntervalSet | undefined, after: IntervalSet | undefined): Direction {
  if (before === undefined || after === undefined) return unchanged;
  return directionOf(after.isSubsetOf(before), before.isSubsetOf(after));
}

function rangeOf(constraint: Constraint | undefined, withoutZero: boolean): IntervalSet | undefined {
  if (constraint?.kind !== "range") return undefined;
  return withoutZero ? constraint.accepted.subtract(IntervalSet.points([0n])) : constraint.accepted;
}

type Choice = Constraint & { readonly kind: "choice" };

function members(choice: Choice, withoutZero: boolean): ReadonlySet<string> {
  return withoutZero ? without(choice.members, new Set([""])) : choice.members;
}

function isSubchoice(choice: Choice, other: Choice, withoutZero: boolean): boolean {
  const [own, others] = [members(choice, withoutZero), members(other, withoutZero)];
  if (!choice.isExcluded) return (other.isExcluded ? commonOf(own, others) : without(own, others)).size === 0;
  return other.isExcluded && without(others, own).size === 0;
}

function covers(paths: readonly string[], others: readonly string[]): boolean {
  return others.every((other) => paths.some((path) => other === path || other.startsWith(`${path}.`)));
}

/** Whether zero, or what is empty, satisfies a constraint; undefined when only running it can tell. */
export function acceptsZero(constraint: Constraint): boolean | undefined {
  switch (constraint.kind) {
    case "range":
      return constraint.accepted.has(0n);
    case "choice":
      return constraint.members.has("") !== constraint.isExcluded;
    case "prefix":
    case "suffix":
    case "contains":
      return constraint.text === "";
    case "not contains":
      return constraint.text !== "";
    case "format":
      return formatAcceptsEmpty(constraint.name);
    case "paths":
    case "flag":
      return true;
    case "opaque":
      return undefined;
  }
}
