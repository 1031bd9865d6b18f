import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckRequest, type Report, check } from "../check.ts";
import { noPolicyText, readPolicy } from "../policy-file.ts";
import type { RunContext } from "../run-context.ts";
import { dayOf } from "./day.ts";
import { type Proposal, waiversFor, wordsOf } from "./propose-waivers.ts";
import { parseWaivers, waiverFileName } from "./waiver-file.ts";
import { addWaivers, removeWaivers, replaceFile } from "./write-waivers.ts";

/**
 * Checks the working tree and writes waivers for what is found, or removes those that are for nothing.
 * @returns what was done, for people
 * @throws {GateError} when there is nothing to do it with
 */
export async function waive(context: RunContext, request: CheckRequest, what: Proposal | "prune"): Promise<string> {
  const path = join(request.folder, waiverFileName);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const today = dayOf(context.io.now());
  if (what === "prune") return prune({ path, text, today }, await check(context, request));
  const { maxWaiverDays: maxDays } = readPolicy(request.folder, "the working tree") ?? noPolicyText;
  // Said before the check, which takes its time.
  const words = wordsOf(what, { today, maxDays });
  const { findings } = await check(context, request);
  const waivers = waiversFor(what.fingerprints, words, findings);
  replaceFile(path, addWaivers(text, waivers));
  const lines = waivers.map(({ rule, element, until }) => `Waived until ${until}: ${rule} of ${element}`);
  return `${[...lines, `Commit ${waiverFileName} with the change; it counts once it is approved there, or on the base.`].join("\n")}\n`;
}

interface WaiverText {
  readonly path: string;
  /** "" where there is no file. */
  readonly text: string;
  readonly today: string;
}

function prune({ path, text, today }: WaiverText, { findings, verdict }: Report): string {
  const waivers = text === "" ? [] : parseWaivers(text, "the working tree");
  const unmatched = new Set(findings.filter(({ rule }) => rule === "WAIVER_UNMATCHED").map(({ line }) => line));
  const gone = waivers.filter(({ until, line, problem }) => {
    return (problem === undefined && until < today) || unmatched.has(line);
  });
  if (gone.length === 0) {
    const left = verdict === "unchanged" ? " Whether one is for nothing shows when there is a change to check." : "";
    return `Nothing to remove: no waiver has expired or is for nothing.${left}\n`;
  }
  replaceFile(path, removeWaivers(text, new Set(gone.map(({ line }) => line))));
  return gone.map(({ rule, element }) => `Removed: ${rule} of ${element}\n`).join("");
}
