/** CSS classes by the code that `styleText` of Node begins a style with. */
const classes = new Map([
  ["1", "bold"],
  ["31", "red"],
  ["32", "green"],
  ["33", "yellow"],
]);

/** Codes that end a style. */
const ends = new Set(["22", "39"]);

/** Writes what a terminal shows of a text as HTML: a span per style. Throws on a code that it does not know. */
export function ansiToHtml(text: string): string {
  let open = 0;
  // oxlint-disable-next-line eslint/no-control-regex
  const html = text.split(/\u001b\[(\d+)m/).map((part, index) => {
    if (index % 2 === 0) return escapeHtml(part);
    if (ends.has(part)) {
      open -= 1;
      return "</span>";
    }
    const name = classes.get(part);
    if (name === undefined) throw new Error(`no class for the terminal's code ${part}`);
    open += 1;
    return `<span class="${name}">`;
  });
  if (open !== 0) throw new Error("a style of the text does not end");
  return html.join("");
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
