import { adviceFor } from "../advice.ts";
import { type CheckName, type Found, noChange } from "../finding.ts";
import { addDays } from "./day.ts";
import { type Waiver, identityOf, keyOf, keyOfFinding } from "./waiver.ts";
import { waiverFileName } from "./waiver-file.ts";
import type { WaiverRequest } from "./waiver-request.ts";

/** What is wrong with a waiver itself. */
type WaiverRule = "WAIVER_INVALID" | "WAIVER_EXPIRED" | "WAIVER_UNMATCHED";

interface Problem {
  readonly rule: WaiverRule;
  /** What follows "The waiver for …". */
  readonly text: string;
}

/**
 * What is wrong with the waivers of the head: an error where the change adds it, and a note where the base has it, which
 * is not this change's fault.
 */
export function waiverFindings(request: WaiverRequest): Found[] {
  const landed = new Set(request.base.map(identityOf));
  const found = new Set(request.findings.map(keyOfFinding));
  const sound = request.head.filter(({ problem }) => problem === undefined);
  const firsts = new Map(sound.toReversed().map((waiver) => [keyOf(waiver), waiver]));
  return request.head.flatMap((waiver) => {
    const key = keyOf(waiver);
    const problem = ownProblem(waiver, firsts.get(key), request) ?? unmatched(waiver, found.has(key), request);
    return problem === undefined ? [] : toFinding(waiver, problem, landed.has(identityOf(waiver)));
  });
}

/** @param first the first waiver for the same finding, which this may be itself */
function ownProblem(waiver: Waiver, first: Waiver | undefined, request: WaiverRequest): Problem | undefined {
  const { today, maxDays } = request;
  const { problem, until } = waiver;
  if (problem !== undefined) return { rule: "WAIVER_INVALID", text: problem };
  if (first !== undefined && first !== waiver) {
    const text = `is the second one for the same finding; the first is on line ${first.line}.`;
    return { rule: "WAIVER_INVALID", text };
  }
  if (until < today) return { rule: "WAIVER_EXPIRED", text: `has expired: its last day was ${until}.` };
  const last = addDays(today, maxDays);
  if (until <= last) return undefined;
  const text = `ends on ${until}, which is too far ahead: ${last} is the last day that ${maxDays} days allow.`;
  return { rule: "WAIVER_INVALID", text };
}

function unmatched(waiver: Waiver, isFound: boolean, { checks }: WaiverRequest): Problem | undefined {
  if (isFound) return undefined;
  if (!checksOf(waiver.rule).every((name) => checks.includes(name))) return undefined;
  return { rule: "WAIVER_UNMATCHED", text: "matches no finding." };
}

/** The checks that may have a rule. */
function checksOf(rule: string): readonly CheckName[] {
  return rule.endsWith("_LOOSENED") ? ["policy"] : ["lint", "breaking"];
}

function toFinding(waiver: Waiver, { rule, text }: Problem, isLanded: boolean): Found {
  const name = [waiver.rule, waiver.element].filter((part) => part !== "").join(" of ");
  return {
    check: "policy",
    rule,
    severity: isLanded ? "note" : "error",
    existing: isLanded,
    element: null,
    path: waiverFileName,
    line: waiver.line,
    column: 1,
    old: null,
    new: waiver.text,
    message: `The waiver${name === "" ? "" : ` for ${name}`} ${text}`,
    advice: adviceFor("policy", rule),
    ...noChange,
  };
}
