import { expect, test } from "vitest";
import { deprecationAdvice, firstSentence } from "./comment-text.ts";

const sentences: readonly (readonly [comment: string, sentence: string | undefined])[] = [
  [" A thing.\n", "A thing."],
  [" A thing\n of two lines. More.\n", "A thing of two lines."],
  [" No end", "No end"],
  [" First paragraph\n\n Second.", "First paragraph"],
  [" See e.g. the docs, i.e. These. More.", "See e.g. the docs, i.e. These."],
  [" Costs 1.5 units. More.", "Costs 1.5 units."],
  [" Experimental. May change. Or not.", "Experimental. May change."],
  [" Get gets a book. More.", "Gets a book."],
  [" `Get` is a way to get. More.", "A way to get."],
  [" Get is called by clients.", "Called by clients."],
  [" Get is slow.", "Get is slow."],
  [" Get quickly gets a book.", "Quickly gets a book."],
  [" Get request. More.", "Get request. More."],
  [" Get it by its id. More.", "Get it by its id."],
  [" It does:\n - one\n - two\n", "It does"],
  [" (-- api-linter: core::0127\n     aip.dev/x: y --)\n A thing.", "A thing."],
  [" buf:lint:ignore RPC_X\n A thing.", "A thing."],
  ["*\n * A thing.\n * More.\n ", "A thing. More."],
  [" ----\n A thing.", "A thing."],
  [" (-- only internal --)", undefined],
  ["", undefined],
  ["word ".repeat(80), `${"word ".repeat(48).trim()}…`],
];

for (const [comment, sentence] of sentences) {
  test(`first sentence: ${JSON.stringify(comment.slice(0, 50))}`, () => {
    expect(firstSentence(comment, "Get")).toBe(sentence);
  });
}

const advices: readonly (readonly [comment: string, advice: string | undefined])[] = [
  [" Deprecated. Use `options`.", "Use `options`."],
  [" A thing. Deprecated: renamed to x. More.", "Renamed to x."],
  [" Deprecated, see a.v1.B.", "See a.v1.B."],
  [" DEPRECATED since 1.21 - use b instead.", "Since 1.21 - use b instead."],
  [" A thing.\n\n Deprecated - use b.", "Use b."],
  [" Deprecated (as part of the old mode).", "As part of the old mode"],
  [" Deprecated. [cleanup-mark]", undefined],
  [" Deprecated.", undefined],
  [" A thing that is deprecated by law.", undefined],
  ["", undefined],
];

for (const [comment, advice] of advices) {
  test(`advice: ${JSON.stringify(comment)}`, () => {
    expect(deprecationAdvice(comment)).toBe(advice);
  });
}
