import { html } from "hono/html";
import type { Book, Category } from "../../domain/book.ts";
import type { Html } from "../html.ts";
import { byline } from "./words.ts";

/** Palettes and motifs that the style sheet has for each kind of book. */
const TONES = 6;
const MOTIFS = 6;

const kinds: Readonly<Record<Category, string>> = { mystery: "m", "science-fiction": "s", "self-help": "h" };

/** A drawn cover: colours and motif follow from the title, so that a book looks the same everywhere and always. */
export function cover({ title, authors, categories: [category = "mystery"] }: Book): Html {
  const hash = hashOf(title);
  const look = `tone-${kinds[category]}${hash % TONES} motif-${kinds[category]}${Math.floor(hash / TONES) % MOTIFS}`;
  return html`<div class="cover ${look} ${sizeOf(title)}" aria-hidden="true">
    <span class="cover-title">${title}</span><span class="cover-author">${byline(authors)}</span>
  </div>`;
}

/** Size of the type: the longest word has to fit the width, and all of them the height. */
function sizeOf(title: string): string {
  const longest = Math.max(...title.split(/[\s-]/).map((word) => word.length));
  if (title.length <= 13 && longest <= 8) return "type-l";
  return title.length <= 28 && longest <= 11 ? "type-m" : "type-s";
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  // The low bits of short texts are alike.
  return (hash ^ (hash >>> 15)) >>> 0;
}
