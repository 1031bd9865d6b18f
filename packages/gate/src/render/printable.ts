/**
 * Makes text from a schema safe for a terminal: control characters, which could colour, move or hide what a person
 * reads, and characters that turn the direction of writing or have no width are shown as escapes. A tab becomes a space.
 */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(unsafe, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

// C0 and C1 controls, line and paragraph separators, the bidirectional formatting characters of UAX #9, and the
// zero-width space and byte order mark; joiners stay, for some scripts are written with them.
const unsafe = /[\p{Cc}\u200b\ufeff\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
