import type { Approvals } from "../approvals.ts";
import { type Shown, shownAt } from "./comment-state.ts";
import type { LabelEvent } from "./github-api.ts";

/** The label on a pull request, and what is known of who set it. */
export interface LabelState {
  readonly name: string;
  /** Login of the author of the pull request. */
  readonly author: string;
  /** The last time that it was set; undefined when it is not there. */
  readonly set: (LabelEvent & { readonly mayWrite: boolean }) | undefined;
}

/** What a label comes to. */
export interface Decision {
  readonly approvals: Approvals | undefined;
  /** Why it approves nothing although it is there; undefined otherwise. */
  readonly refusal: string | undefined;
}

/**
 * What the label approves: the findings that the comment showed when it was set, when a person set it who may write to the
 * repository and is not the author.
 * @param history what the comment has shown, the oldest first
 */
export function decideApproval({ name, author, set }: LabelState, history: readonly Shown[]): Decision {
  if (set === undefined) return { approvals: undefined, refusal: undefined };
  const refuse = (reason: string): Decision => {
    return { approvals: undefined, refusal: `The label \`${name}\` does not count: ${reason}` };
  };
  const { by, at, isPerson, mayWrite } = set;
  // Logins are the same in any case of their letters.
  if (by.toLowerCase() === author.toLowerCase()) {
    return refuse(`\`${by}\` set it, who is the author. Somebody else with write access has to.`);
  }
  if (!isPerson) return refuse(`a program set it (\`${by}\`). A person with write access has to.`);
  if (!mayWrite) return refuse(`\`${by}\` set it, who has no write access. Somebody who has it has to.`);
  const shown = shownAt(history, at);
  if (shown === undefined || shown.fingerprints.length === 0) {
    return refuse("it was set before these findings were shown. Take it off, read them, and set it again.");
  }
  return { approvals: { fingerprints: new Set(shown.fingerprints), by, at }, refusal: undefined };
}
