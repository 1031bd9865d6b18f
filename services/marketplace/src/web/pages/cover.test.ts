import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { categories } from "../../domain/book.ts";
import { recommended } from "../../testing/books.ts";
import { cover } from "./cover.ts";

const css = readFileSync(new URL("../../../assets/shop.css", import.meta.url), "utf8");

/** Classes of the cover of a book with a title. */
async function classesOf(title: string, category: (typeof categories)[number]): Promise<string[]> {
  const { book } = recommended("x", category);
  return /class="([^"]+)"/.exec(String(await cover({ ...book, title })))?.[1]?.split(" ") ?? [];
}

const titles = Array.from({ length: 300 }, (_, index) => `Book ${index}`);

test("a cover follows from the title, and everything that it can be is in the style sheet", async () => {
  for (const category of categories) {
    const looks = await Promise.all(titles.map((title) => classesOf(title, category)));
    const all = new Set(looks.flat());
    for (const name of all) expect(css).toContain(`.${name}`);
    // Six palettes and six motifs.
    expect([...all].filter((name) => name.startsWith("tone-"))).toHaveLength(6);
    expect([...all].filter((name) => name.startsWith("motif-"))).toHaveLength(6);
    expect(await classesOf("Book 7", category)).toEqual(looks[7]);
  }
});

test("long titles and long words are set smaller", async () => {
  expect(await classesOf("Dune", "mystery")).toContain("type-l");
  expect(await classesOf("Frankenstein", "mystery")).toContain("type-s");
  expect(await classesOf("Dirk Gently's Holistic Detective Agency", "mystery")).toContain("type-s");
});

/** Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance) of "#rrggbb". */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test("contrast is counted as the guidelines do", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
});

const valueIn = (block: string, name: string): string =>
  new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? "";

test("the print of every cover can be read: 4.5 to 1 or more", () => {
  const tones = [...css.matchAll(/\.tone-\w+ \{[^}]*\}/g)].map(([block]) => block);
  expect(tones).toHaveLength(18);
  for (const tone of tones) {
    const [[, name = ""] = []] = tone.matchAll(/\.(tone-\w+)/g);
    expect([name, contrast(valueIn(tone, "cover"), valueIn(tone, "print")) >= 4.5]).toEqual([name, true]);
  }
});

test("so can everything else, by day and by night", () => {
  const schemes = [...css.matchAll(/:root \{[^}]*\}/g)].map(([block]) => block);
  expect(schemes).toHaveLength(2);
  for (const scheme of schemes) {
    for (const [ink, paper] of [
      ["ink", "paper"],
      ["ink", "paper-deep"],
      ["ink-soft", "paper"],
      ["ink-soft", "paper-deep"],
      ["accent", "paper"],
      ["accent", "paper-deep"],
      ["accent-ink", "accent"],
    ] as const) {
      expect([ink, paper, contrast(valueIn(scheme, ink), valueIn(scheme, paper)) >= 4.5]).toEqual([ink, paper, true]);
    }
  }
});
