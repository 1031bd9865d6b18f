/** Breaks text into lines of at most `width` columns at spaces; a longer word gets a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > width && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The same for a line that begins with spaces: it keeps them, and what goes on below is four columns further in. */
export function wrapIndented(line: string, width: number): string[] {
  const text = line.trimStart();
  const margin = " ".repeat(line.length - text.length);
  return wrap(text, width - 4 - margin.length).map((part, index) => `${margin}${index === 0 ? "" : "    "}${part}`);
}
