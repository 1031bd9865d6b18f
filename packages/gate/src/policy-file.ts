import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DeclaredStability,
  type DeprecationPeriod,
  type Policy,
  type Severity,
  defaultPolicy,
  dimensions,
  rules,
} from "@breakwater/compat";
import { type Document, LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from "yaml";
import {
  type BaselinePolicy,
  type PolicyReader,
  type ReleaseSection,
  readBaselines,
  readDeprecation,
} from "./baseline-policy.ts";
import { GateError } from "./gate-error.ts";
import { nearestWord } from "./nearest-word.ts";

/** Name of the file with a team's policy, at the top of a tree. */
export const policyFileName = "breakwater.yaml";

/** The sections of the file; each is a mapping of names to decisions. */
export const policySections = ["severity", "dimensions", "stability", "customOptions"] as const;

export type PolicySection = (typeof policySections)[number];

/** The keys of the file. */
export const policyKeys: readonly string[] = ["version", ...policySections, "waivers", "baselines", "deprecation"];
const waiverKeys = ["maxDays"] as const;
const severities = ["error", "warning", "note"] as const satisfies readonly Severity[];
const stabilities = ["stable", "unstable"] as const satisfies readonly DeclaredStability[];

/** A policy with the lines that it was read from. */
export interface PolicyText {
  readonly policy: Policy;
  /** How many days ahead a waiver may end. */
  readonly maxWaiverDays: number;
  /** The releases that a change is judged by; undefined for none. */
  readonly baselines: BaselinePolicy | undefined;
  /** How long something must have been deprecated in releases before it may go; undefined for nothing. */
  readonly deprecation: DeprecationPeriod | undefined;
  /** Lines of the file, without their ends; none where there is no file. */
  readonly lines: readonly string[];
  /** Line of an entry, from 1, by {@link entryKey}. */
  readonly lineOf: ReadonlyMap<string, number>;
}

/** What stands in for a file that is not there. */
export const noPolicyText: PolicyText = {
  policy: defaultPolicy,
  baselines: undefined,
  deprecation: undefined,
  maxWaiverDays: 30,
  lines: [],
  lineOf: new Map(),
};

/** More would be no expiry. */
const maxMaxDays = 366;

/** Names an entry of the file. */
export function entryKey(section: PolicySection | ReleaseSection | "waivers", name: string): string {
  return `${section} ${name}`;
}

/**
 * Reads the policy of the tree in `folder`: `breakwater.yaml` with `version: 1`, `severity` by rule id, `dimensions` by
 * dimension, `stability` by full name of a package or element, `customOptions` by full name of the extension, and what
 * `baselines` and `deprecation` say of releases.
 * @param label what the tree is, for messages
 * @returns undefined when the tree has no such file
 * @throws {GateError} with outcome "usage" when anything in the file is not known: a policy that is half understood
 * would let a change pass by accident
 */
export function readPolicy(folder: string, label: string): PolicyText | undefined {
  const path = join(folder, policyFileName);
  if (!existsSync(path)) return undefined;
  return parsePolicy(readFileSync(path, "utf8"), label);
}

/** The policy of a comparison, and whose it is. */
export interface ChosenPolicy extends Omit<PolicyText, "lines" | "lineOf"> {
  readonly from: "base" | "head" | "defaults";
}

/** A side of a comparison: its folder, or undefined when it is an image, which has no policy. */
interface PolicySide {
  readonly folder: string | undefined;
  readonly label: string;
}

/**
 * The base decides, so that a change cannot loosen the policy it is checked by; the head, where the base has none. A
 * file of the head that does not count yet is read all the same, since it would stop every check after the merge.
 * @throws {GateError} when a file cannot be understood
 */
export function choosePolicy(sides: { readonly head: PolicySide; readonly base: PolicySide }): ChosenPolicy {
  const [head, base] = [sides.head, sides.base].map(({ folder, label }) => {
    return folder === undefined ? undefined : readPolicy(folder, label);
  });
  const { policy, maxWaiverDays, baselines, deprecation } = base ?? head ?? noPolicyText;
  const from = base !== undefined ? "base" : head !== undefined ? "head" : "defaults";
  return { from, policy, maxWaiverDays, baselines, deprecation };
}

/**
 * Parses the text of a policy file.
 * @throws {GateError} with outcome "usage" and the line of the fault
 */
export function parsePolicy(text: string, label: string): PolicyText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const file = new PolicyFile(document, lines, label);
  if (error !== undefined) throw file.fault(error.pos[0], `is not YAML: ${error.message.split("\n", 1)[0]}`);
  return { ...file.read(), lines: text.split(/\r?\n/), lineOf: file.lineOf };
}

/** An entry of a mapping: its value, and the offset of its key. */
interface Entry {
  readonly value: unknown;
  readonly at: number;
}

/** What a section of the file may say. */
interface Section<Value extends string> {
  readonly name: PolicySection;
  /** What its values are, for people. */
  readonly noun: string;
  readonly values: readonly Value[];
  /** What is wrong with a name, after "breakwater.yaml:3 of main"; undefined when it is right. */
  readonly problemOf: (name: string) => string | undefined;
}

const severitySection: Section<Severity> = {
  name: "severity",
  noun: "severity",
  values: severities,
  problemOf: (name) => {
    const known = rules.map(({ id }) => id);
    return known.includes(name) ? undefined : unknownName({ kind: "rule", name, known });
  },
};

const dimensionSection: Section<Severity> = {
  name: "dimensions",
  noun: "severity",
  values: severities,
  problemOf: (name) => {
    const isKnown = dimensions.some((dimension) => dimension === name);
    return isKnown ? undefined : unknownName({ kind: "dimension", name, known: dimensions });
  },
};

const fullName = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

const stabilitySection: Section<DeclaredStability> = {
  name: "stability",
  noun: "stability",
  values: stabilities,
  problemOf: (name) => {
    if (fullName.test(name)) return undefined;
    return `names "${name}", which is no full name: write that of a package or element, as in "acme.shop.v1.Order".`;
  },
};

const customOptionSection: Section<Severity> = {
  name: "customOptions",
  noun: "severity",
  values: severities,
  problemOf: (name) => {
    if (fullName.test(name)) return undefined;
    const advice = 'write the full name of the extension without parentheses, as in "acme.auth.scope".';
    return `names the custom option "${name}", which is no full name: ${advice}`;
  },
};

function unknownName(of: { readonly kind: string; readonly name: string; readonly known: readonly string[] }): string {
  const { kind, name, known } = of;
  const nearest = nearestWord(name, known);
  const all = kind === "rule" ? "docs/rules.md lists all rules." : `Known: ${known.join(", ")}.`;
  const advice = nearest === undefined ? all : `Did you mean "${nearest}"?`;
  return `has the unknown ${kind} "${name}". ${advice}`;
}

class PolicyFile implements PolicyReader {
  private readonly document: Document.Parsed;
  private readonly lines: LineCounter;
  private readonly label: string;
  readonly lineOf = new Map<string, number>();

  constructor(document: Document.Parsed, lines: LineCounter, label: string) {
    this.document = document;
    this.lines = lines;
    this.label = label;
  }

  read(): Omit<PolicyText, "lines" | "lineOf"> {
    const entries = this.entries(this.document.contents, "the file");
    for (const [key, { at }] of entries) {
      if (!policyKeys.includes(key)) throw this.fault(at, unknownName({ kind: "key", name: key, known: policyKeys }));
    }
    const version = entries.get("version");
    if (version === undefined) throw this.fault(0, 'has no "version": add the line "version: 1".');
    if (this.scalar(version.value) !== 1)
      throw this.fault(version.at, 'has a "version" that is not 1: write "version: 1".');
    const policy: Policy = {
      severity: this.decisions(entries, severitySection),
      dimensions: this.decisions(entries, dimensionSection),
      stability: this.decisions(entries, stabilitySection),
      customOptions: this.decisions(entries, customOptionSection),
    };
    const baselines = readBaselines(this, entries.get("baselines"));
    const deprecation = readDeprecation(this, entries.get("deprecation"));
    if (deprecation !== undefined && baselines === undefined) {
      const at = entries.get("deprecation")?.at ?? 0;
      throw this.fault(
        at,
        'has "deprecation" without "baselines": its period is counted from the releases named there.',
      );
    }
    return { policy, baselines, deprecation, maxWaiverDays: this.maxWaiverDays(entries) };
  }

  private maxWaiverDays(sections: ReadonlyMap<string, Entry>): number {
    const node = sections.get("waivers")?.value;
    if (node === undefined || this.scalar(node) === null) return noPolicyText.maxWaiverDays;
    const entries = this.entries(node, "this key");
    for (const [name, { at }] of entries) {
      if (!waiverKeys.some((known) => known === name))
        throw this.fault(at, unknownName({ kind: "key", name, known: waiverKeys }));
    }
    const entry = entries.get("maxDays");
    if (entry === undefined) return noPolicyText.maxWaiverDays;
    const days = this.scalar(entry.value);
    if (typeof days !== "number" || !Number.isInteger(days) || days < 1 || days > maxMaxDays) {
      const shown = JSON.stringify(days ?? null);
      throw this.fault(entry.at, `has "maxDays" ${shown}; it must be a whole number from 1 to ${maxMaxDays}.`);
    }
    this.lineOf.set(entryKey("waivers", "maxDays"), this.lines.linePos(entry.at).line);
    return days;
  }

  fault(offset: number, text: string): GateError {
    const { line } = this.lines.linePos(offset);
    return new GateError("usage", `${policyFileName}:${Math.max(line, 1)} of ${this.label} ${text}`);
  }

  private decisions<Value extends string>(
    sections: ReadonlyMap<string, Entry>,
    section: Section<Value>,
  ): Record<string, Value> {
    const node = sections.get(section.name)?.value;
    // "severity:" with nothing after it says nothing.
    if (node === undefined || this.scalar(node) === null) return {};
    const found: [string, Value][] = [];
    for (const [name, { value, at }] of this.entries(node, "this key")) {
      const problem = section.problemOf(name);
      if (problem !== undefined) throw this.fault(at, problem);
      found.push([name, this.choice(name, { value, at }, section)]);
      this.mark(section.name, name, at);
    }
    return Object.fromEntries(found);
  }

  private choice<Value extends string>(
    name: string,
    { value, at }: Entry,
    { noun, values }: Pick<Section<Value>, "noun" | "values">,
  ): Value {
    const text = this.scalar(value);
    const chosen = values.find((candidate) => candidate === text);
    if (chosen !== undefined) return chosen;
    const nearest = typeof text === "string" ? nearestWord(text, values) : undefined;
    const advice = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
    const shown = typeof text === "string" ? `"${text}"` : JSON.stringify(text ?? null);
    throw this.fault(at, `gives "${name}" the ${noun} ${shown}; it must be one of ${values.join(", ")}.${advice}`);
  }

  /** Entries of a mapping by key, with the place of each key. */
  entries(node: unknown, what: string): Map<string, Entry> {
    const place = offsetOf(node);
    const resolved = this.resolve(node);
    if (!isMap(resolved)) throw this.fault(place, `is wrong: ${what} must be a mapping of keys to values.`);
    const entries = resolved.items.map(({ key, value }) => {
      const name = this.scalar(key);
      if (typeof name !== "string") throw this.fault(place, "has a key that is no text.");
      return [name, { value, at: offsetOf(key) }] as const;
    });
    return new Map(entries);
  }

  plain(node: unknown): unknown {
    const resolved = this.resolve(node);
    return isSeq(resolved) ? resolved.items.map((item) => this.scalar(item)) : this.scalar(resolved);
  }

  mark(section: PolicySection | ReleaseSection, name: string, at: number): void {
    this.lineOf.set(entryKey(section, name), this.lines.linePos(at).line);
  }

  /** The value of a scalar; undefined for anything else. */
  private scalar(node: unknown): unknown {
    const resolved = this.resolve(node);
    return isScalar(resolved) ? resolved.value : undefined;
  }

  private resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
