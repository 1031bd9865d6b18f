import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wordsOf } from "./words.ts";

const table: readonly (readonly [text: string, words: string[]])[] = [
  ["The Hound of the Baskervilles", ["the", "hound", "of", "the", "baskervilles"]],
  ["China MIÉVILLE", ["china", "mieville"]],
  ["Miéville", ["mieville"]],
  ["Can’t Can't", ["cant", "cant"]],
  ["I, Robot", ["i", "robot"]],
  ["The City & the City", ["the", "city", "the", "city"]],
  ["H. G. Wells", ["h", "g", "wells"]],
  ["Straße STRASSE", ["strasse", "strasse"]],
  ["İstanbul", ["istanbul"]],
  ["ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]],
  ["ﬁve Ⅻ 2001", ["five", "xii", "2001"]],
  ["Søren Łem", ["søren", "łem"]],
  // Vowel signs are marks and no diacritics: without them these would be one word.
  ["कि की", ["कि", "की"]],
  ["三体", ["三体"]],
  ["?! — …", []],
  ["", []],
];
for (const [text, words] of table) {
  test(`the words of ${JSON.stringify(text)}`, () => expect(wordsOf(text)).toEqual(words));
}

test("case and the way in which accents are written do not matter, and words of words are the same", () => {
  // What the alphabets of the catalogue can hold.
  const texts = fc.string({ unit: fc.constantFrom(..."aeiousßçÉñÅğİıςΣσ'’ .,&3".split("")) });
  fc.assert(
    fc.property(texts, (text) => {
      const words = wordsOf(text);
      for (const other of [text.toUpperCase(), text.normalize("NFD"), text.normalize("NFC"), words.join(" ")]) {
        expect(wordsOf(other)).toEqual(words);
      }
    }),
  );
});

test("any text has words without blanks, and no text is an error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(wordsOf(text).filter((word) => !/^\S+$/u.test(word))).toEqual([]);
    }),
  );
});
