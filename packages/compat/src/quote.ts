/** Names in double quotes as a person lists them: `"a", "b" and "c"`. */
export function quoteAll(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? "nothing";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}

/** The last part of a full name: "id" of "a.v1.M.id". */
export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf(".") + 1);
}

/** Names in a list of which a sentence shows a few. */
const shownNames = 3;

/** Names in double quotes, of a list that may be long: `"a", "b", "c" and 12 more`. */
export function listNames(names: readonly string[]): string {
  // "And one more" would be no shorter than its name.
  if (names.length <= shownNames + 1) return quoteAll(names);
  const shown = names.slice(0, shownNames).map((name) => `"${name}"`);
  return `${shown.join(", ")} and ${names.length - shownNames} more`;
}
