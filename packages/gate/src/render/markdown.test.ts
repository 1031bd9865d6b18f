import { assert, constantFrom, integer, oneof, property, string } from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { commandsIn, hostileReport, hostileTexts } from "../testing/hostile.ts";
import { decidedReport, sampleFinding, sampleReport, sampleReports } from "../testing/sample-report.ts";
import { codeBlock, codeSpan, htmlCode, inlineText } from "./markdown-text.ts";
import { renderMarkdown, renderMarkdownError } from "./markdown.ts";
import { printable } from "./printable.ts";
import { withoutCommands } from "./without-commands.ts";

/** HTML of a text by the rules of GitHub, with what HTML is in it. */
function htmlOf(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

test("a report has the verdict first, then what fails with both lines, who breaks and what to do", () => {
  expect(renderMarkdown(sampleReport)).toBe(`## ❌ FAIL: 1 breaking (1 note)

\`working tree\` against \`main (0123456789ab)\`, judged by buf.yaml of the base

### \`FIELD_SAME_TYPE\` in \`x.v1.M.a\`

\`x/v1/x.proto:4:3\` · **breaks callers (binary)**

Field \`1\` with name \`a\` on message \`M\` changed type from \`int32\` to \`int64\`\\.

\`\`\`diff
- int32 a = 1;
+ int64 a = 1;
\`\`\`

\`\`\`text
binary  08ff
  old  {"a":-1}
  new  refused
used by src/app.ts:3:7
\`\`\`

**Do:** Add a new field with the new type and a new number\\, and deprecate this one\\.

**Or:** \`breakwater waive 0123456789ab\`, if it has to be.

<details>
<summary>1 note about what the base has already</summary>

- \`FIELD_LOWER_SNAKE_CASE\` at \`x/v1/x.proto:4:3\`\\
  Field \`1\` with name \`a\` on message \`M\` changed type from \`int32\` to \`int64\`\\.

</details>

<details>
<summary>About this check</summary>

- baseline\\: merge\\-base of HEAD and main

</details>
`);
});

test("what people have decided is with its finding, and does not count before it may", () => {
  const text = renderMarkdown(decidedReport).replaceAll("\\", "").replaceAll("&#8203;", "");
  for (const part of [
    "## ❌ FAIL: 2 breaking (1 waived, 1 approved, 1 warning, 2 notes)\n",
    "> Waiver proposed until 2026-12-31 by team-shop: Nobody calls it yet. (https://example.com/issues/7). It does not count until it is approved, or is on the base.",
    "> Waiver expired after 2026-12-31, by team-shop: Nobody calls it yet.",
    "<summary>1 waived</summary>\n\n- `FIELD_SAME_JSON_NAME`",
    "Waived until 2026-12-31 by team-shop: Nobody calls it yet. (https://example.com/issues/7)\n",
    "<summary>1 approved</summary>\n\n- `ENUM_DELETED`",
    "Approved by octocat, 2026-11-22T08:00:00Z",
  ]) {
    expect(text).toContain(part);
  }
});

test("what is gone is shown with its old place", () => {
  const gone = { ...sampleFinding, deleted: true, oldPath: "x/v1/old.proto", oldLine: 7, new: null };
  const text = renderMarkdown({ ...sampleReport, findings: [gone] });
  expect(text).toContain("`x/v1/x.proto:4:3` · was at `x/v1/old.proto:7` · **breaks callers (binary)**\n");
});

test("the sixth failing finding and those after it are folded", () => {
  const text = renderMarkdown({ ...sampleReport, findings: Array.from({ length: 7 }, () => sampleFinding) });
  expect(text.match(/^### /gm)).toHaveLength(5);
  expect(text.match(/^<summary><code>FIELD_SAME_TYPE<\/code> in <code>x\.v1\.M\.a<\/code><\/summary>$/gm)).toHaveLength(
    2,
  );
});

/** Tags that a report is made of; nothing else may come out of it. */
const ownTags =
  /^<(\/?(h2|h3|p|code|pre|strong|ul|li|blockquote|details|summary)|br \/|code class="language-(diff|text)")>$/;

function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>?/g) ?? [];
}

/** What a page shows, outside of code, where GitHub makes mentions, references and emoji of it. */
function shownText(html: string): string {
  const prose = html.replaceAll(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>/g, " ");
  return decode(prose.replaceAll(/<[^>]*>/g, " "));
}

function decode(html: string): string {
  const named = new Map([
    ["amp", "&"],
    ["lt", "<"],
    ["gt", ">"],
    ["quot", '"'],
  ]);
  return html.replaceAll(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name: string | undefined) => {
    return code === undefined ? (named.get(name ?? "") ?? all) : String.fromCodePoint(Number(code));
  });
}

const references = /@[\w-]|#\d|\bGH-\d|\bGHSA-\w|:\/\/\w|\bwww\.|:[\w+-]+:|\b(?=[a-f]*\d)[\da-f]{7,40}\b/i;

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} is nothing but text in a report`, () => {
    const markdown = renderMarkdown(hostileReport(text));
    expect(commandsIn(markdown)).toEqual([]);
    const html = htmlOf(markdown);
    expect(tagsOf(html).filter((tag) => !ownTags.test(tag))).toEqual([]);
    // Dates and the like of ours are no reference.
    expect(shownText(html)).not.toMatch(references);
    expect(decode(html)).not.toMatch(/[^\P{C}\n\u200b]|\p{Cs}/u);
    for (const name of ["details", "summary", "pre", "code", "ul", "li"]) {
      expect(html.match(new RegExp(`<${name}[ >]`, "g"))?.length).toBe(html.split(`</${name}>`).length - 1);
    }
  });

  test(`${JSON.stringify(text.slice(0, 60))} reads as it was written`, () => {
    const shown = printable(text);
    const words = (line: string): string =>
      decode(line.replaceAll(/<[^>]*>/g, ""))
        .replaceAll("\u200b", "")
        .trim();
    // Code has no quotes around it.
    const bare = (line: string): string => line.replaceAll(/["`]/g, "").replaceAll(/\s+/g, " ").trim();
    expect(bare(words(htmlOf(inlineText(text))))).toBe(bare(shown));
    expect(words(htmlOf(codeSpan(text)))).toBe(withoutCommands(shown).trim());
    expect(words(htmlOf(`<details>\n<summary>${htmlCode(text)}</summary>\n\n</details>`))).toBe(shown.trim());
    const lines = text.split("\n");
    expect(
      htmlOf(codeBlock("diff", lines)).replace(/^<pre><code[^>]*>([^]*)\n<\/code><\/pre>$/, (_, code) => decode(code)),
    ).toBe(lines.map((line) => withoutCommands(printable(line)).trimEnd()).join("\n"));
  });
}

test("no text makes a tag, a link or a reference", () => {
  const mark = constantFrom(..."`\"'<>[]()!@#:$|\\*_~-+=. \n1w/&;".split(""));
  const piece = oneof(string({ unit: "binary" }), string({ unit: mark }));
  assert(
    property(piece, (text) => {
      const html = htmlOf(`x ${inlineText(text)} ${codeSpan(text)}`);
      expect(tagsOf(html).filter((tag) => !/^<\/?(p|code)>$/.test(tag))).toEqual([]);
      expect(shownText(html)).not.toMatch(references);
    }),
  );
});

test("a report keeps to its limit by whole findings, and says what it leaves out", () => {
  const findings = Array.from({ length: 60 }, (_, index): Finding => {
    const severity = index < 30 ? "error" : index < 50 ? "warning" : "note";
    return { ...sampleFinding, severity, line: index + 1, message: "`".repeat(index * 40) };
  });
  const report = { ...sampleReport, findings };
  const whole = renderMarkdown(report, { limit: 1_000_000 });
  expect(whole).not.toContain("Left out");
  assert(
    property(integer({ min: 1000, max: 60_000 }), (limit) => {
      const text = renderMarkdown(report, { limit });
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.startsWith("## ❌ FAIL: 30 breaking (20 warnings, 10 notes)\n")).toBe(true);
      const counts = [...(/\*\*Left out[^\n]*:\*\* ([^.]*)\./.exec(text)?.[1]?.matchAll(/\d+/g) ?? [])].map(Number);
      const shown = text.match(/x\/v1\/x\.proto:\d+:3/g)?.length ?? 0;
      expect(shown + counts.reduce((sum, count) => sum + count, 0)).toBe(60);
      // A line that the whole does not have would be half of something.
      const lines = new Set(whole.split("\n"));
      expect(text.split("\n").filter((line) => !lines.has(line) && !line.includes("Left out"))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("endless texts neither exceed the limit nor take the room of all others", () => {
  for (const long of ["😀`a".repeat(5000), "@".repeat(5000), "a\n".repeat(5000)]) {
    const report = { ...hostileReport(long), notes: Array.from({ length: 100 }, () => long) };
    for (const limit of [6000, 60_000]) {
      const text = renderMarkdown(report, { limit });
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.isWellFormed()).toBe(true);
      expect(htmlOf(text).split("<details>")).toHaveLength(htmlOf(text).split("</details>").length);
    }
    expect(renderMarkdown({ ...report, findings: [...report.findings, ...report.findings] })).toContain("### ");
  }
});

test("reports of all verdicts start with it", () => {
  const starts = sampleReports.map((report) => renderMarkdown(report).split(":")[0]);
  expect(starts).toEqual(["## ❌ FAIL", "## ❌ FAIL", "## ✅ PASS", "## ✅ PASS", "## UNCHANGED"]);
  expect(renderMarkdownError({ code: 2, message: "a\n```\n@b" })).toBe(
    "## ⚠️ No verdict: breakwater ended with code 2\n\n````text\na\n```\n@b\n````\n",
  );
});
