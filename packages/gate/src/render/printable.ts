/**
 * Makes text from a schema safe for a terminal: control characters, which could colour, move or hide what a person
 * reads, and characters that turn the direction of writing, have no width or are half of one, are shown as escapes. A
 * tab becomes a space.
 */
export function printable(text: string): string {
  return text.replaceAll("\t", " ").replaceAll(unsafe, (character) => {
    const digits = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
  });
}

// C0 and C1 controls, halves of surrogate pairs, line and paragraph separators, the bidirectional formatting characters
// of UAX #9, and what cannot be seen: soft hyphen, fillers, the zero-width space and byte order mark, invisible
// operators, annotation marks and tags. Joiners stay, for some scripts are written with them.
const unsafe =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\uffa0\uffff\ufffe\u{e0000}-\u{e007f}]/gu;
