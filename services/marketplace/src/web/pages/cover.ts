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
  return html`<div class="cover ${look} ${sizeOf(title)}${authors.length > 1 ? " by-many" : ""}" aria-hidden="true">
    <span class="cover-title">${title}</span><span class="cover-author">${byline(authors)}</span>
  </div>`;
}

/** Size of the type: the longest word has to fit the width, and all of them the height. */
function sizeOf(title: string): string {
  const longest = Math.max(...title.split(/[\s-]/).map((word) => word.length));
  if (title.length <= 13 && longest <= 8) return "type-l";
  return title.length <= 28 && longest <= 11 ? "type-m" : "type-s";
}

/** Start of the hash, with which the books that stand in front in a new shop look least alike. */
const START = 1077;

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) with the end of MurmurHash3, as the low bits matter; 32 bits. */
function hashOf(text: string): number {
  let hash = START;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
