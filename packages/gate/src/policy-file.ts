import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Policy, type Severity, defaultPolicy, rules } from "@breakwater/compat";
import { type Document, LineCounter, isAlias, isMap, isNode, isScalar, parseDocument } from "yaml";
import { GateError } from "./gate-error.ts";
import { nearestWord } from "./nearest-word.ts";

/** Name of the file with a team's policy, at the top of a tree. */
const policyFileName = "breakwater.yaml";

const keys = ["version", "severity", "customOptions"] as const;
const severities: readonly Severity[] = ["error", "warning", "note"];

/**
 * Reads the policy of the tree in `folder`: `breakwater.yaml` with `version: 1`, `severity` by rule id and
 * `customOptions` by full name of the extension.
 * @param label what the tree is, for messages
 * @returns undefined when the tree has no such file
 * @throws {GateError} with outcome "usage" when anything in the file is not known: a policy that is half understood
 * would let a change pass by accident
 */
export function readPolicy(folder: string, label: string): Policy | undefined {
  const path = join(folder, policyFileName);
  if (!existsSync(path)) return undefined;
  return parsePolicy(readFileSync(path, "utf8"), label);
}

/** The policy of a comparison, and whose it is. */
export interface ChosenPolicy {
  readonly from: "base" | "head" | "defaults";
  readonly policy: Policy;
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
  if (base !== undefined) return { from: "base", policy: base };
  if (head !== undefined) return { from: "head", policy: head };
  return { from: "defaults", policy: defaultPolicy };
}

/**
 * Parses the text of a policy file.
 * @throws {GateError} with outcome "usage" and the line of the fault
 */
export function parsePolicy(text: string, label: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const file = new PolicyFile(document, lines, label);
  if (error !== undefined) throw file.fault(error.pos[0], `is not YAML: ${error.message.split("\n", 1)[0]}`);
  return file.read();
}

class PolicyFile {
  private readonly document: Document.Parsed;
  private readonly lines: LineCounter;
  private readonly label: string;

  constructor(document: Document.Parsed, lines: LineCounter, label: string) {
    this.document = document;
    this.lines = lines;
    this.label = label;
  }

  read(): Policy {
    const entries = this.entries(this.document.contents, "the file");
    for (const [key, { at }] of entries) {
      if (!keys.some((known) => known === key)) throw this.unknown(at, { kind: "key", name: key, known: keys });
    }
    const version = entries.get("version");
    if (version === undefined) throw this.fault(0, 'has no "version": add the line "version: 1".');
    if (this.scalar(version.value) !== 1)
      throw this.fault(version.at, 'has a "version" that is not 1: write "version: 1".');
    return {
      severity: this.severities(entries.get("severity")?.value, (name, at) => {
        const known = rules.map(({ id }) => id);
        if (!known.includes(name)) throw this.unknown(at, { kind: "rule", name, known });
      }),
      customOptions: this.severities(entries.get("customOptions")?.value, (name, at) => {
        if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name)) return;
        const advice = 'write the full name of the extension without parentheses, as in "acme.auth.scope".';
        throw this.fault(at, `names the custom option "${name}", which is no full name: ${advice}`);
      }),
    };
  }

  fault(offset: number, text: string): GateError {
    const { line } = this.lines.linePos(offset);
    return new GateError("usage", `${policyFileName}:${Math.max(line, 1)} of ${this.label} ${text}`);
  }

  private unknown(
    at: number,
    { kind, name, known }: { readonly kind: string; readonly name: string; readonly known: readonly string[] },
  ): GateError {
    const nearest = nearestWord(name, known);
    const all = kind === "rule" ? "docs/rules.md lists all rules." : `Known: ${known.join(", ")}.`;
    const advice = nearest === undefined ? all : `Did you mean "${nearest}"?`;
    return this.fault(at, `has the unknown ${kind} "${name}". ${advice}`);
  }

  private severities(node: unknown, checkName: (name: string, at: number) => void): Record<string, Severity> {
    // "severity:" with nothing after it says nothing.
    if (node === undefined || this.scalar(node) === null) return {};
    const found: [string, Severity][] = [];
    for (const [name, { value, at }] of this.entries(node, "this key")) {
      checkName(name, at);
      const text = this.scalar(value);
      const severity = severities.find((candidate) => candidate === text);
      if (severity === undefined) {
        const nearest = typeof text === "string" ? nearestWord(text, severities) : undefined;
        const advice = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
        const shown = typeof text === "string" ? `"${text}"` : JSON.stringify(text ?? null);
        throw this.fault(
          at,
          `gives "${name}" the severity ${shown}; it must be one of ${severities.join(", ")}.${advice}`,
        );
      }
      found.push([name, severity]);
    }
    return Object.fromEntries(found);
  }

  /** Entries of a mapping by key, with the place of each key. */
  private entries(node: unknown, what: string): Map<string, { readonly value: unknown; readonly at: number }> {
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
