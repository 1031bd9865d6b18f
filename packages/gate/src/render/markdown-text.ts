import { printable } from "./printable.ts";
import { withoutCommands } from "./without-commands.ts";
import { wrapIndented } from "./wrap.ts";

/**
 * Text of somebody else for Markdown on GitHub, so that it reads as it was written and is nothing else: no markup, HTML,
 * link or image, and no mention, issue, commit or emoji, which GitHub makes of the text that a page shows. What is
 * between double quotes or backticks becomes code.
 */
export function inlineText(text: string): string {
  const parts = shorten(text)
    .trim()
    .split(/("[^"]+"|`[^`]+`)/);
  return parts
    .map((part, index) => (index % 2 === 1 ? codeOf(withoutCommands(part.slice(1, -1))) : escapeText(part)))
    .join("");
}

/** Text of somebody else as a piece of code, in which GitHub looks for nothing. */
export function codeSpan(text: string): string {
  return codeOf(withoutCommands(shorten(text)));
}

/** Lines of somebody else as a block of code. A diff keeps its lines; others are wrapped, for a page hides their ends. */
export function codeBlock(language: "diff" | "text", lines: readonly string[]): string {
  const clipped = lines.slice(0, blockLines + 1).map((line) => shorten(line).trimEnd());
  const wrapped = language === "diff" ? clipped : clipped.flatMap((line) => wrapIndented(line, blockWidth));
  const shown = wrapped.slice(0, blockLines).map(withoutCommands);
  const more = wrapped.length > blockLines ? ["…"] : [];
  const fence = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1));
  return [`${fence}${language}`, ...shown, ...more, fence].join("\n");
}

/** Text of somebody else as a piece of code in a line of HTML. */
export function htmlCode(text: string): string {
  const escaped = shorten(text).replaceAll(/[&<>"'#]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}

/** Characters of a text, and lines of a block, that are shown: no finding may take the room of all others. */
const textLength = 1000;
const blockLines = 24;

/** Columns of a block that a comment on GitHub shows without a scroll bar. */
const blockWidth = 90;

function shorten(text: string): string {
  // What is printable is not shorter: of a long text only its beginning is looked at.
  const shown = printable(text.slice(0, textLength + 2));
  if (shown.length <= textLength) return shown;
  // Not half of a surrogate pair.
  return `${shown.slice(0, textLength).replace(/[\ud800-\udbff]$/, "")}…`;
}

function codeOf(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  // One space on each side is no part of the code (https://spec.commonmark.org/0.31.2/#code-spans).
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? " " : "";
  return text === "" ? "``(empty)``" : `${fence}${pad}${text}${pad}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

/** A character without width. What GitHub makes of text it finds after Markdown is gone: no escape helps then. */
const breaker = "\u200b";

function escapeText(text: string): string {
  return text
    .replaceAll(/[@#$:](?=\S)/g, `$&${breaker}`)
    .replaceAll(/\b(?:www(?=\.)|(?:GH|GHSA|CVE)-)/gi, `$&${breaker}`)
    .replaceAll(/\b(?=[a-f]*\d)[\da-f]{7,}\b/gi, (digits) => digits.replaceAll(/.{6}(?=.)/g, `$&${breaker}`))
    .replaceAll(/[!-/:-@[-`{-~]/g, (character) => (character === "$" ? "&#36;" : `\\${character}`))
    .replaceAll(breaker, "&#8203;");
}
