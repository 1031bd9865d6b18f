import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { ansiToHtml } from "./ansi-to-html.ts";

/** Columns of the terminal. */
const columns = 80;

/**
 * The report in a terminal, as a page.
 * @param report text with the colours of a terminal
 */
export function terminalPage(report: string): string {
  const style = `
    body { margin: 0; background: #f6f8fa; }
    main { width: max-content; margin: 24px; border-radius: 8px; background: #0d1117; overflow: hidden; }
    header { padding: 10px 14px; background: #21262d; color: #8b949e; font: 12px "Liberation Mono", "DejaVu Sans Mono", monospace; }
    pre { width: ${columns}ch; margin: 0; padding: 14px 18px 18px; color: #c9d1d9; white-space: pre-wrap;
      font: 13px/1.45 "Liberation Mono", "DejaVu Sans Mono", monospace; }
    .bold { font-weight: bold; color: #f0f6fc; }
    .red { color: #ff7b72; } .green { color: #7ee787; } .yellow { color: #e3b341; }`;
  const text = ansiToHtml(report.trimEnd());
  return page(style, `<main><header>$ breakwater check --only breaking</header><pre>${text}</pre></main>`);
}

/**
 * The comment on a pull request, as a page.
 * @param report in Markdown
 */
export function commentPage(report: string): string {
  const css = createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css");
  const style = `${readFileSync(css, "utf8")}
    body { margin: 0; background: #ffffff; }
    main { width: 800px; margin: 24px; border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden; }
    header { padding: 8px 16px; border-bottom: 1px solid #d1d9e0; background: #f6f8fa; color: #59636e;
      font: 14px "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
    header b { color: #1f2328; }
    .markdown-body { padding: 16px; font-size: 14px; font-family: "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
    .markdown-body code, .markdown-body pre { font-family: "Liberation Mono", "DejaVu Sans Mono", monospace; }
    .markdown-body details { margin-bottom: 16px; }
    .added { background: #dafbe1; color: #116329; } .removed { background: #ffebe9; color: #82071e; }`;
  // As after a click on it: the picture shows what is waived.
  const markdown = report.replace("<details>\n<summary>1 waived", "<details open>\n<summary>1 waived");
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const comment = `<article class="markdown-body">${colouredDiffs(html)}</article>`;
  return page(style, `<main><header><b>github-actions</b> bot commented</header>${comment}</main>`);
}

/** Colours the lines of diffs, as GitHub does. */
function colouredDiffs(html: string): string {
  return html.replaceAll(
    /(<code class="language-diff">)([^]*?)(<\/code>)/g,
    (_, start: string, lines: string, end: string) => {
      const coloured = lines.split("\n").map((line) => {
        const side = line.startsWith("-") ? "removed" : line.startsWith("+") ? "added" : undefined;
        return side === undefined ? line : `<span class="${side}">${line}</span>`;
      });
      return `${start}${coloured.join("\n")}${end}`;
    },
  );
}

function page(style: string, body: string): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><style>${style}</style></head><body>${body}</body></html>\n`;
}
