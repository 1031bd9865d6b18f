import type { TextType } from "./setting.ts";

/** A whole number within limits, both of them included. */
export function integer(least: number, most: number): TextType<number> {
  return {
    parse: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    expected: `a whole number from ${least} to ${most}`,
  };
}

/**
 * Any text that is not empty.
 * @param expected what it is, for people: "a folder"
 */
export function nonEmpty(expected: string): TextType<string> {
  return { parse: (value) => (value === "" ? undefined : value), expected };
}

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): TextType<Word> {
  return { parse: (value) => words.find((word) => word === value), expected: `one of ${words.join(", ")}` };
}

/** Yes or no. */
export const flag: TextType<boolean> = {
  parse: (value) => ({ true: true, false: false })[value],
  expected: "true or false",
};

/**
 * Texts with commas between them; none for the empty text.
 * @param type what each of them is
 */
export function listOf<Value>(type: TextType<Value>): TextType<readonly Value[]> {
  return {
    parse: (value) => {
      const parts = value === "" ? [] : value.split(",").map((part) => type.parse(part.trim()));
      const known = parts.filter((part) => part !== undefined);
      return known.length === parts.length ? known : undefined;
    },
    expected: `a list of values with commas between them, each ${type.expected}`,
  };
}
