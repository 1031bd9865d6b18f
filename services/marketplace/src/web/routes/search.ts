import { askingOf, type ShopContext } from "../context.ts";
import { frameOf } from "../frame.ts";
import { searchPage } from "../pages/search-page.ts";
import type { WebParts } from "../parts.ts";
import { formsOf } from "../shown-shelves.ts";

/** Most characters of a search, as of the search box. */
export const LONGEST_WORDS = 100;

/** `GET /search?q=`: the books that fit, with one request to the service behind the shop. */
export async function search(c: ShopContext, parts: WebParts): Promise<Response> {
  const forms = formsOf(c, parts, wordsOf(c));
  if (forms === undefined || !parts.shop.hasSearch) return await c.notFound();
  const { words } = forms;
  const books = words === "" ? [] : await parts.shop.search(words, askingOf(c));
  return c.html(searchPage(frameOf(c, parts, words), books, forms));
}

/** The words of a search, without the spaces around them. */
export function wordsOf(c: ShopContext): string {
  return (c.req.query("q") ?? "").trim().slice(0, LONGEST_WORDS);
}
