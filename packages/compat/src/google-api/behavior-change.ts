import type { Flow } from "../rule.ts";
import type { Severity } from "../severity.ts";

/** What follows when a value of google.api.field_behavior is added to a field, or taken away. */
export interface BehaviorChange {
  readonly severity: Severity;
  readonly flows: readonly Flow[];
  readonly follows: string;
}

/** By behavior. OPTIONAL is not here: it says nothing that its absence does not say (field_behavior.proto). */
export const behaviorChanges: Readonly<
  Record<string, { readonly added: BehaviorChange; readonly removed: BehaviorChange }>
> = {
  REQUIRED: {
    added: {
      severity: "error",
      flows: ["old-to-new"],
      follows: "what leaves it out, as it could until now, is no longer valid",
    },
    removed: {
      severity: "warning",
      flows: ["new-to-old"],
      follows: "it may be missing where older readers count on it",
    },
  },
  OUTPUT_ONLY: {
    added: { severity: "warning", flows: ["old-to-new"], follows: "what older callers set in it is ignored" },
    removed: {
      severity: "note",
      flows: [],
      follows: "what callers send back in it, ignored until now, has an effect",
    },
  },
  INPUT_ONLY: {
    added: { severity: "warning", flows: ["new-to-old"], follows: "responses no longer have it" },
    removed: { severity: "note", flows: [], follows: "responses have it from now on" },
  },
  IMMUTABLE: {
    added: { severity: "warning", flows: ["old-to-new"], follows: "older callers that change it are refused" },
    removed: { severity: "note", flows: [], follows: "what was read once may change" },
  },
  IDENTIFIER: {
    added: {
      severity: "note",
      flows: [],
      follows: "it is the name of the resource, which callers cannot choose or change",
    },
    removed: { severity: "warning", flows: [], follows: "clients no longer know it as the name of the resource" },
  },
  UNORDERED_LIST: {
    added: {
      severity: "warning",
      flows: ["new-to-old"],
      follows: "readers can no longer count on the order of its items",
    },
    removed: { severity: "note", flows: [], follows: "its items keep their order from now on" },
  },
  NON_EMPTY_DEFAULT: {
    added: { severity: "note", flows: [], follows: "leaving it out gives another value than the type's default" },
    removed: { severity: "warning", flows: ["old-to-new"], follows: "leaving it out gives the type's default" },
  },
};
