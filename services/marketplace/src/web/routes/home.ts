import { askingOf, type ShopContext } from "../context.ts";
import { frameOf } from "../frame.ts";
import { homePage } from "../pages/home-page.ts";
import type { WebParts } from "../parts.ts";
import { formsOf, showShelves } from "../shown-shelves.ts";

/** `GET /`: the reader's shelves, or what is remembered of them, with one request to the service behind the shop. */
export async function home(c: ShopContext, parts: WebParts): Promise<Response> {
  const shown = await showShelves(await parts.shop.home(askingOf(c)), formsOf(c, parts));
  return c.html(homePage(frameOf(c, parts), { ...shown, isLive: parts.shop.takesFeedback }));
}
