/**
 * The words of a text as searches compare them: without case, diacritics and apostrophes, in their order. Letters that
 * Unicode does not decompose stay as they are: "ø" is no "o".
 */
export function wordsOf(text: string): string[] {
  const folded = text
    // Upper case first: it makes "SS" of "ß" and one letter of both small sigmas.
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[\p{Diacritic}'’]/gu, "")
    // At the end of a word, lower case makes another sigma of it, and the end of a query may be the middle of a word.
    .replaceAll("ς", "σ");
  return folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
