import { createHmac, timingSafeEqual } from "node:crypto";
import { jsonAt, listAt, textAt } from "./json-at.ts";

/** What a comment has shown for some time. */
export interface Shown {
  /** Fingerprints of findings that fail the check, or would without an approval. */
  readonly fingerprints: readonly string[];
  /** Since when, in UTC by GitHub's clock: "2026-12-31T08:00:00Z". */
  readonly at: string;
}

/** What a comment keeps for the next run, in a part of it that is not displayed. */
export interface CommentState {
  /** What its text shows. */
  readonly shown: readonly string[];
  /** What it has shown before, the oldest first. */
  readonly earlier: readonly Shown[];
}

/** What a signature is for, so that it is of no use elsewhere, and with what. */
export interface Signing {
  readonly subject: string;
  /** Undefined when the job has no key: nothing is signed then. */
  readonly key: string | undefined;
}

const version = 1;
// Plain base64, since a comment of HTML must not have "--" in it.
const pattern = /<!-- breakwater-state:([\w+/=]+)(?:\.([\w+/=]+))? -->/;
/** Fingerprints that are kept of one text; more are not read by anybody either. */
export const maxFingerprints = 400;
/** Earlier texts that are kept, beside the one that an approval is about. */
const maxEarlier = 3;

/** The state as a comment of HTML. */
export function encodeState(state: CommentState, signing: Signing): string {
  const { shown, earlier } = state;
  const text = Buffer.from(JSON.stringify({ version, shown, earlier })).toString("base64");
  const signature = signing.key === undefined ? "" : `.${sign(text, signing.subject, signing.key)}`;
  return `<!-- breakwater-state:${text}${signature} -->`;
}

/** The state in a comment; undefined when it has none that can be trusted. */
export function decodeState(body: string, { subject, key }: Signing): CommentState | undefined {
  const [, text, signature = ""] = pattern.exec(body) ?? [];
  if (text === undefined) return undefined;
  if (key !== undefined && !isEqual(signature, sign(text, subject, key))) return undefined;
  const parsed = parseJson(Buffer.from(text, "base64").toString("utf8"));
  if (jsonAt(parsed, "version") !== version) return undefined;
  const earlier = listAt(parsed, "earlier").flatMap((one): Shown[] => {
    const at = textAt(one, "at");
    return at === undefined ? [] : [{ at, fingerprints: textsOf(listAt(one, "fingerprints")) }];
  });
  return { shown: textsOf(listAt(parsed, "shown")), earlier };
}

/** What a comment showed at a time; undefined when that was before it was there. */
export function shownAt(history: readonly Shown[], at: string): Shown | undefined {
  const time = Date.parse(at);
  return history.findLast((shown) => Date.parse(shown.at) <= time);
}

/**
 * The part of a history that is worth keeping.
 * @param approvedAt when the approval that counts was given, if there is one
 */
export function pruneHistory(history: readonly Shown[], approvedAt: string | undefined): Shown[] {
  const id = ({ fingerprints }: Shown): string => fingerprints.toSorted().join();
  const changes = history.filter((shown, index) => {
    const before = history[index - 1];
    return before === undefined || id(before) !== id(shown);
  });
  const needed = approvedAt === undefined ? undefined : shownAt(changes, approvedAt);
  return changes.filter((shown, index) => shown === needed || index >= changes.length - maxEarlier);
}

function sign(text: string, subject: string, key: string): string {
  return createHmac("sha256", key)
    .update(JSON.stringify([subject, text]))
    .digest("base64");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsOf(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === "string");
}
