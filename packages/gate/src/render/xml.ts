import { printable } from "./printable.ts";

/**
 * Writes an element of XML.
 * @param attributes text of anybody, on one line
 * @param content XML; an element without any is closed at once
 */
export function xmlElement(name: string, attributes: Readonly<Record<string, string>>, content: string = ""): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText([value])}"`);
  return `<${name}${list.join("")}${content === "" ? "/>" : `>${content}</${name}>`}`;
}

/** Lines of anybody as XML text. What XML cannot hold at all, such as a NUL, is shown as an escape. */
export function xmlText(lines: readonly string[]): string {
  // ">" matters in "]]>"; "::" and "#" begin commands to the runner of a job.
  const escape = (line: string): string => line.replaceAll(/[&<>"'#]|:(?=:)/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return lines.map((line) => escape(printable(line))).join("\n");
}
