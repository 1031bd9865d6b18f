const NUL = "\u0000";
const SIGN = "\u001A";

/**
 * Ids of users may have any character of Unicode, and a text of PostgreSQL all but U+0000. That one, and U+001A as the
 * sign that follows here, are written as U+001A and a digit; other texts stay as they are.
 */
export function encodeText(text: string): string {
  return text.replaceAll(SIGN, `${SIGN}1`).replaceAll(NUL, `${SIGN}0`);
}

/** The text that `encodeText` wrote. */
export function decodeText(text: string): string {
  return text.replaceAll(`${SIGN}0`, NUL).replaceAll(`${SIGN}1`, SIGN);
}
