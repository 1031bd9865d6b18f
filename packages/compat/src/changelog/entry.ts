import type { ModelKey, ModelKind } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Breaks } from "../reach.ts";
import type { Severity } from "../severity.ts";
import type { Stability } from "../stability.ts";
import type { Phrase } from "./phrase.ts";

/**
 * What an entry tells. "breaking" is what the gate fails; "removed" and "changed" are what it lets pass; "internal" is
 * what no reader of a changelog wants to know, such as the imports of a file.
 */
export const entryKinds = ["breaking", "deprecated", "added", "changed", "removed", "internal"] as const;

export type EntryKind = (typeof entryKinds)[number];

/** What a gate has found about an element: on the old side `before`, on the new side `after`. */
export interface ElementFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly breaks: readonly Breaks[];
  readonly before: ModelKey | undefined;
  readonly after: ModelKey | undefined;
}

/** One thing to tell about two sets of schemas. */
export interface ChangelogEntry {
  readonly kind: EntryKind;
  readonly element: ModelKind;
  /** Full name of the element; the import path of a file. */
  readonly name: string;
  /** Package of the element, "" for none. */
  readonly package: string;
  /** One sentence without its end. Names are relative to the package. */
  readonly text: Phrase;
  /** What the schema itself says of it: a sentence of the comment on what is new, the advice of a deprecation. */
  readonly comment: string | undefined;
  /** Everything of the difference that this entry tells, what is folded into it included; never empty but for breaks that need no change of their element. */
  readonly changes: readonly Change[];
  /** What the gate says of these changes. */
  readonly findings: readonly ElementFinding[];
}

/** What changed in one package. */
export interface PackageChanges {
  readonly name: string;
  readonly stability: Stability;
  /** In the order of {@link entryKinds}, then of kinds of elements and names. */
  readonly entries: readonly ChangelogEntry[];
  /** How many elements that both sides have got another comment. */
  readonly comments: number;
}
