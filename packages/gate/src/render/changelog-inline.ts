import type { Phrase } from "@breakwater/compat";
import { printable } from "./printable.ts";

/**
 * Text of a schema as Markdown of GitHub's kind in a line: nothing in it marks up, links, mentions or ends the line.
 * What a person has put into backticks stays code, and an address becomes code.
 */
export function inlineMarkdown(text: string): string {
  return oneLine(text)
    .split(/(`[^`]+`|https?:\/\/[^\s<>"'`)\]]+)/)
    .map((part, index) => (index % 2 === 0 ? escapeText(part) : codeSpan(part.replaceAll("`", ""))))
    .join("");
}

/** A name or value as code, whatever it is (https://spec.commonmark.org/0.31.2/#code-spans). */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  if (line.trim() === "") return "";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** A phrase with its names and values as code. */
export function phraseMarkdown(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === "string" ? inlineMarkdown(part) : codeSpan(part.code))).join("");
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/[\s\u2028\u2029]+/g, " "));
}

// Punctuation that CommonMark, or GitHub on top of it, gives a meaning in the middle of a line. Entities are for what a
// backslash does not help against in HTML; the word joiner keeps "@team" and "#12" from becoming mentions.
function escapeText(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]~|$]/g, (character) => `\\${character}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[@#](?=[\p{L}\p{N}])/gu, (character) => `${character}\u2060`)
    .replaceAll(/\bwww\./gi, (word) => `${word.slice(0, -1)}\u2060.`);
}
