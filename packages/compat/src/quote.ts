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
