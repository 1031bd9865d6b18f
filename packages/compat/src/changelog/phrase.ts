/** Text for people in which names and values are told apart from words: how they look is up to who prints it. */
export type Phrase = readonly (string | Code)[];

/** A name or value of a schema, as it is. */
export interface Code {
  readonly code: string;
}

/** A name or value in a phrase. */
export function code(text: string): Code {
  return { code: text };
}

/** Names as a person lists them, the rest of a long list as a number: `a`, `b` and 12 more. */
export function listOfCode(names: readonly string[], limit: number): Phrase {
  // "And one more" would be no shorter than its name.
  const shown = names.length <= limit + 1 ? names : names.slice(0, limit);
  const last: string | Code | undefined =
    shown.length < names.length ? `${names.length - shown.length} more` : codeOf(names.at(-1));
  const first = shown.length < names.length ? shown : names.slice(0, -1);
  const list = first.flatMap((name, index): Phrase => (index === 0 ? [code(name)] : [", ", code(name)]));
  if (last === undefined) return [];
  return list.length === 0 ? [last] : [...list, " and ", last];
}

function codeOf(name: string | undefined): Code | undefined {
  return name === undefined ? undefined : code(name);
}

/** A message with names in double quotes as a phrase. */
export function phraseOf(message: string): Phrase {
  return message.split(/"([^"]*)"/).flatMap((part, index): Phrase => {
    if (index % 2 === 1) return [code(part)];
    return part === "" ? [] : [part];
  });
}

/** A phrase as plain text, with names and values in double quotes as in all messages. */
export function plainPhrase(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === "string" ? part : `"${part.code}"`)).join("");
}
