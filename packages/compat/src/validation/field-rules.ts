import type { JsonObject } from "@bufbuild/protobuf";
import { type Aspect, aspectsOf, flagRules, isComparable } from "./aspect.ts";
import { compareExpressions, expressionsOf } from "./cel-rules.ts";
import { type Constraint, type Direction, acceptsZero, compareConstraints } from "./constraint.ts";
import { asObject, isSameJson } from "./json.ts";
import { type RuleChange, changeText, changesOf, namedRules } from "./rule-change.ts";
import type { ValueShape } from "./value-shape.ts";

/** The rules of a value, buf.validate.FieldRules in ProtoJSON, and what they are about. */
export interface RuledValue {
  readonly rules: JsonObject;
  readonly shape: ValueShape;
}

/**
 * Changes between the rules of a field, or of the items of one. Complete for everything but CEL, regular expressions,
 * formats of strings and rules of others: without a change both sides accept the same values.
 */
export function compareFieldRules(before: RuledValue, after: RuledValue, prefix = ""): RuleChange[] {
  const changes = new FieldComparison(effective(before), effective(after), prefix).changes();
  const [wasIgnored, isIgnored] = [before, after].map(({ rules }) => rules["ignore"] === "IGNORE_ALWAYS");
  if (wasIgnored === isIgnored) return changes;
  // One rule switches all others on or off, those of a nested message too.
  const text = changeText(...ruleOf("ignore", before, after, prefix));
  const nested = wasIgnored === true ? after.shape.hasNestedRules : before.shape.hasNestedRules;
  const ways = new Set(changes.map(({ direction }) => direction));
  if (nested) ways.add(wasIgnored === true ? "tightened" : "loosened");
  return [...ways].map((direction) => ({ direction, text, isSure: nested || changes.some(({ isSure }) => isSure) }));
}

/** What makes a field that older programs never set be refused; nothing when it may be absent. */
export function compareAbsence(added: RuledValue): RuleChange[] {
  const before = effective({ rules: {}, shape: added.shape });
  return new FieldComparison(before, effective(added), "").absenceChanges();
}

interface EffectiveValue extends RuledValue {
  /** Rules that only a false value switches off are left out, and all of them when they are ignored. */
  readonly typeRules: JsonObject;
  readonly typeName: string | undefined;
}

const commonRules = new Set(["cel", "celExpression", "required", "ignore"]);

function effective({ rules, shape }: RuledValue): EffectiveValue {
  const isIgnored = rules["ignore"] === "IGNORE_ALWAYS";
  const own = withoutFalse(isIgnored ? {} : rules);
  const typeName = Object.keys(own).find((name) => !commonRules.has(name));
  const typeRules = withoutFalse(asObject(typeName === undefined ? undefined : own[typeName]));
  return { rules: own, shape, typeRules, typeName };
}

function withoutFalse(rules: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(rules).filter(([name, value]) => value !== false || !flagRules.has(name)));
}

function ruleOf(name: string, before: RuledValue, after: RuledValue, prefix: string): Parameters<typeof changeText> {
  return [namedRules(before.rules, [name], prefix)[0], namedRules(after.rules, [name], prefix)[0]];
}

/** One aspect on the two sides. */
interface AspectPair {
  readonly aspect: Aspect;
  readonly before: Constraint | undefined;
  readonly after: Constraint | undefined;
}

const wholes = ["items", "keys", "values"] as const;
const sayNothing = new Set(["example", ...wholes]);

class FieldComparison {
  private readonly before: EffectiveValue;
  private readonly after: EffectiveValue;
  private readonly prefix: string;
  private readonly withoutZero: boolean;
  private readonly pairs: readonly AspectPair[];

  constructor(before: EffectiveValue, after: EffectiveValue, prefix: string) {
    this.before = before;
    this.after = after;
    this.prefix = prefix;
    this.withoutZero = [before, after].some(({ shape }) => shape.absence === "zero" || shape.absence === "item");
    const name = before.typeName ?? after.typeName ?? "";
    const other = after.typeName ?? name;
    // A field that became of another type is judged by other rules.
    const aspects = isComparable(name, other) ? aspectsOf({ name, ...enumOf(before.shape) }, other) : [];
    const others = aspectsOf({ name: other, ...enumOf(after.shape) }, name);
    this.pairs = aspects.flatMap((aspect, index) => {
      const opposite = others[index];
      if (opposite === undefined) return [];
      return [{ aspect, before: aspect.constraintOf(before.typeRules), after: opposite.constraintOf(after.typeRules) }];
    });
  }

  changes(): RuleChange[] {
    const prefix = this.prefix === "" ? "" : `"${this.prefix.slice(0, -1)}" `;
    const changes = [
      ...this.pairs.flatMap((pair) => this.aspectChanges(pair)),
      ...this.plainChanges(),
      ...compareExpressions(expressionsOf(this.before.rules), expressionsOf(this.after.rules), prefix),
      ...this.partChanges(),
    ];
    return unique([...this.absenceChanges(), ...changes]);
  }

  private aspectChanges(pair: AspectPair): RuleChange[] {
    const direction = compareConstraints(pair.before, pair.after, this.withoutZero);
    return changesOf(direction, (way) => this.textsOf(pair, way));
  }

  /** What changed in an aspect; of several rules those that alone lead the way. */
  private textsOf({ aspect, before }: AspectPair, way: keyof Direction): string[] {
    const changed = this.changedGroups(aspect);
    const leading = changed.filter((names) => {
      const mixed = { ...omitted(this.before.typeRules, names), ...picked(this.after.typeRules, names) };
      return compareConstraints(before, aspect.constraintOf(mixed), this.withoutZero)[way] !== "no";
    });
    if (changed.length === 0) return [this.enumText(way)];
    return (leading.length > 0 ? leading : changed).flatMap((names) => this.groupTexts(names));
  }

  /** The rule stands, and the enum has other numbers. */
  private enumText(way: keyof Direction): string {
    const [before = [], after = []] = [this.before.shape.enumNumbers, this.after.shape.enumNumbers];
    const [some, others] = way === "tightened" ? [before, after] : [after, before];
    const numbers = [...new Set(some)].filter((number) => !others.includes(number)).map(String);
    const list = `${numbers.join(", ")}, which ${numbers.length === 1 ? "is" : "are"}`;
    return way === "tightened"
      ? `"defined_only" excludes ${list} gone from the enum`
      : `"defined_only" includes ${list} new in the enum`;
  }

  private changedGroups(aspect: Aspect): (readonly string[])[] {
    return aspect.groups.filter((names) => {
      return !isSameJson(picked(this.before.typeRules, names), picked(this.after.typeRules, names));
    });
  }

  private groupTexts(names: readonly string[]): string[] {
    const before = namedRules(this.before.typeRules, names, this.pathOf(this.before));
    const after = namedRules(this.after.typeRules, names, this.pathOf(this.after));
    const count = Math.max(before.length, after.length);
    return Array.from({ length: count }, (_, index) => changeText(before[index], after[index]));
  }

  private pathOf(side: EffectiveValue): string {
    return side.typeName === undefined
      ? this.prefix
      : `${this.prefix}${side.typeName.replace("fieldMask", "field_mask")}.`;
  }

  /** Rules of a type that are in no aspect: those of others, and those that came after this was written. */
  private plainChanges(): RuleChange[] {
    const known = new Set(this.pairs.flatMap(({ aspect }) => aspect.groups.flat()));
    const names = new Set([...Object.keys(this.before.typeRules), ...Object.keys(this.after.typeRules)]);
    if (this.pairs.length === 0 && this.before.typeName !== this.after.typeName) return [];
    return [...names].flatMap((name) => {
      if (known.has(name) || sayNothing.has(name)) return [];
      const direction = compareConstraints(
        opaque(this.before.typeRules, name),
        opaque(this.after.typeRules, name),
        this.withoutZero,
      );
      return changesOf(direction, () => this.groupTexts([name]));
    });
  }

  private partChanges(): RuleChange[] {
    return wholes.flatMap((name) => {
      const [before, after] = [this.before.shape.parts[name], this.after.shape.parts[name]];
      if (before === undefined || after === undefined) return [];
      const path = `${this.pathOf(this.after.typeName === undefined ? this.before : this.after)}${name}.`;
      return compareFieldRules(
        { rules: asObject(this.before.typeRules[name]), shape: before },
        { rules: asObject(this.after.typeRules[name]), shape: after },
        path,
      );
    });
  }

  /** What becomes of a field that is not set. */
  absenceChanges(): RuleChange[] {
    const [before, after] = [this.acceptsAbsence("before"), this.acceptsAbsence("after")];
    if (before === after) return [];
    const isSure = before !== undefined && after !== undefined;
    const direction = before === false || after === true ? "loosened" : "tightened";
    const switches = ["required", "ignore"]
      .filter((name) => !isSameJson(this.before.rules[name], this.after.rules[name]))
      .map((name) => changeText(...ruleOf(name, this.before, this.after, this.prefix)));
    const texts = switches.length > 0 ? switches : this.zeroTexts();
    return texts.map((text) => ({ direction, isSure, text }));
  }

  private zeroTexts(): string[] {
    const pairs = this.pairs.filter(({ before, after }) => {
      return (before === undefined || acceptsZero(before)) !== (after === undefined || acceptsZero(after));
    });
    const changed = pairs.flatMap(({ aspect }) => this.changedGroups(aspect));
    if (changed.length > 0) return changed.flatMap((names) => this.groupTexts(names));
    // CEL and rules of others say themselves what happened to them.
    if (this.before.shape.absence === this.after.shape.absence) return [];
    return [
      this.after.shape.absence === "unset" ? "the field may be left unset" : "a field that is not set counts as zero",
    ];
  }

  private acceptsAbsence(side: "before" | "after"): boolean | undefined {
    const { rules, shape, typeRules, typeName } = this[side];
    if (shape.absence === "message item") return true;
    if (rules["required"] === true && shape.absence !== "item") return false;
    if (shape.absence === "unset" || rules["ignore"] === "IGNORE_IF_ZERO_VALUE") return true;
    const aspects = typeName === undefined ? [] : aspectsOf({ name: typeName, ...enumOf(shape) }, typeName);
    const known = new Set(aspects.flatMap(({ groups }) => groups.flat()));
    const constraints = aspects.map((aspect) => aspect.constraintOf(typeRules)).filter((one) => one !== undefined);
    const verdicts = new Set(constraints.map(acceptsZero));
    if (verdicts.has(false)) return false;
    const isUnknown = Object.keys(typeRules).some((name) => !known.has(name) && !sayNothing.has(name));
    return verdicts.has(undefined) || isUnknown || expressionsOf(rules).size > 0 ? undefined : true;
  }
}

function enumOf(shape: ValueShape): { enumNumbers?: readonly number[] } {
  return shape.enumNumbers === undefined ? {} : { enumNumbers: shape.enumNumbers };
}

function opaque(rules: JsonObject, name: string): Constraint | undefined {
  const value = rules[name];
  return value === undefined ? undefined : { kind: "opaque", text: JSON.stringify(value) };
}

function picked(rules: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => names.includes(name)));
}

function omitted(rules: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => !names.includes(name)));
}

function unique(changes: readonly RuleChange[]): RuleChange[] {
  const byText = new Map(changes.map((change) => [`${change.direction} ${change.text}`, change]));
  return [...byText.values()];
}
