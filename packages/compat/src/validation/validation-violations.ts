import { splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import type { Violation } from "../rule.ts";
import type { Witness } from "../witness.ts";
import { type ElementChanges, elementChanges } from "./element-changes.ts";
import type { RuleChange } from "./rule-change.ts";
import { validationWitness } from "./validation-witness.ts";

/** One violation for each element whose rules were tightened, or loosened, with the list of what changed. */
export function* validationViolations(
  comparison: Comparison,
  direction: RuleChange["direction"],
): Generator<Violation> {
  for (const element of elementChanges(comparison)) {
    const changes = element.changes.filter((change) => change.direction === direction);
    if (changes.length === 0) continue;
    let made: Witness | undefined;
    const witness = (): Witness => (made ??= validationWitness(comparison, element, direction));
    // Where reading the rules does not tell, tighter is what has to be assumed, looser only what was seen.
    if (direction === "loosened" && !changes.some(({ isSure }) => isSure) && !witness().confirmed) continue;
    yield {
      ...(element.before === undefined ? {} : { before: element.before }),
      after: element.after,
      flows: [direction === "tightened" ? "old-to-new" : "new-to-old"],
      message: messageFor(element, changes),
      witness,
    };
  }
}

function messageFor({ kind, before, after }: ElementChanges, changes: readonly RuleChange[]): string {
  const { name } = splitKey(after);
  const list = [...new Set(changes.map(({ text }) => text))].join(", ");
  const subject = `${subjects[kind]} "${name}"`;
  if (before === undefined)
    return `${subject} is new and has to be set (${list.replaceAll(" is new", "")}): what is written without knowing it is refused.`;
  if (changes.some(({ direction }) => direction === "tightened")) {
    return `${subject} accepts less: ${list}. What was valid before can be refused.`;
  }
  return `${subject} accepts more: ${list}. Older programs can refuse what is valid now.`;
}

const subjects = { field: "Field", message: "Message", oneof: "Oneof", extension: "Validation rule" } as const;
