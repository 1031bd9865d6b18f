import type { ShopContext } from "./context.ts";
import { takeSaid } from "./flash.ts";
import type { Frame } from "./pages/layout.ts";
import type { WebParts } from "./parts.ts";

/** What surrounds the page that answers a request; it says what there is to say, once. */
export function frameOf(c: ShopContext, { shop, jar, files }: WebParts, words: string = ""): Frame {
  return { files, hasSearch: shop.hasSearch, words, said: takeSaid(c, jar) };
}
