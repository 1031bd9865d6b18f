import { readFileSync, writeFileSync } from "node:fs";

/**
 * Replaces what stands between `<!-- bench rpc NAME -->` and `<!-- end -->` in a page by a text, set as it is. Throws
 * when the page has no such section.
 */
export function updateSection(file: string, name: string, text: string): void {
  const page = readFileSync(file, "utf8");
  const start = `<!-- bench rpc ${name} -->\n`;
  const from = page.indexOf(start) + start.length;
  const to = page.indexOf("<!-- end -->", from);
  if (from < start.length || to === -1)
    throw new Error(`${file} has no section "${start.trim()}" that ends in <!-- end -->`);
  writeFileSync(file, `${page.slice(0, from)}\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n\n${page.slice(to)}`);
}
