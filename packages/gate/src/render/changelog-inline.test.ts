import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { codeSpan, inlineMarkdown, phraseMarkdown } from "./changelog-inline.ts";

const cases: readonly (readonly [text: string, markdown: string])[] = [
  ["plain text.", "plain text."],
  ["use `options` instead", "use `options` instead"],
  ["a_b *c* __d__ ~e~", String.raw`a\_b \*c\* \_\_d\_\_ \~e\~`],
  ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
  ["<!-- x -->", "&lt;!-- x --&gt;"],
  ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
  ["[click](javascript:x)", String.raw`\[click\](javascript:x)`],
  ["![image](x.png)", String.raw`!\[image\](x.png)`],
  ["see https://example.com/a_b?c=1#d.", "see `https://example.com/a_b?c=1#d.`"],
  ["[x](https://example.com)", String.raw`\[x\](${"`https://example.com`"})`],
  ["www.example.com", "www\u2060.example.com"],
  ["@team fixes #12, GH-1", "@\u2060team fixes #\u206012, GH-1"],
  ["$x$ | y", String.raw`\$x\$ \| y`],
  ["a\n# heading\n- item", "a # heading - item"],
  ["a\u2028b\r\nc", "a b c"],
  ["back\\slash", String.raw`back\\slash`],
  ["one ` tick", "one \\` tick"],
  ["``x``", "`x`".replace("`x`", "\\``x`\\`")],
  ["red \u001b[31m, \u202Eright to left", String.raw`red \\u001b\[31m, \\u202eright to left`],
];

for (const [text, markdown] of cases) {
  test(`Markdown for ${JSON.stringify(text)}`, () => {
    expect(inlineMarkdown(text)).toBe(markdown);
  });
}

test("code is code whatever is in it", () => {
  expect(codeSpan("a.B")).toBe("`a.B`");
  expect(codeSpan("a`b")).toBe("``a`b``");
  expect(codeSpan("`a``b`")).toBe("``` `a``b` ```");
  expect(codeSpan("a\nb")).toBe("`a b`");
  expect(codeSpan("")).toBe("");
  expect(phraseMarkdown(["Field ", { code: "a*b" }, " of *"])).toBe("Field `a*b` of \\*");
});

// What is left of a line when its code and what is escaped are taken away.
const rest = (markdown: string): string => {
  return markdown
    .replaceAll(/\\[\\`*_[\]~|$]/g, "")
    .replaceAll(/(`+)[^`]+\1/g, "")
    .replaceAll(/&(amp|lt|gt);/g, "");
};

test("no text marks up anything, or leaves its line", () => {
  const hostile = string({ unit: "binary", maxLength: 40 }).map((text) => `${text}\`*_[]()<b>&@a#1\n${text}\``);
  assert(
    property(hostile, (text) => {
      const markdown = inlineMarkdown(text);
      expect(rest(markdown)).not.toMatch(/[\\`*_[\]~|$<>&\n\r\u2028\u2029]|[@#][\p{L}\p{N}]/u);
    }),
  );
});
