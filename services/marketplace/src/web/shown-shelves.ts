import { createHash } from "node:crypto";
import { raw } from "hono/html";
import type { Home } from "../domain/shop.ts";
import { formToken } from "./form-token.ts";
import type { ShopContext } from "./context.ts";
import type { Html } from "./html.ts";
import type { OpinionForms } from "./pages/opinion-form.ts";
import { shelves } from "./pages/shelves.ts";
import type { WebParts } from "./parts.ts";

/** What the forms of a reader's page hold; undefined for a shop that takes no feedback. */
export function formsOf(c: ShopContext, { shop, jar }: WebParts, words: string = ""): OpinionForms | undefined {
  return shop.takesFeedback ? { token: formToken(jar.seal, c.get("session")), words } : undefined;
}

/** The shelves as HTML, with a version by which a script sees whether they are those that it has. */
export async function showShelves(
  home: Home,
  forms: OpinionForms | undefined,
): Promise<{ readonly content: Html; readonly version: string }> {
  const text = String(await shelves(home, forms));
  return { content: raw(text), version: createHash("sha256").update(text).digest("base64url").slice(0, 16) };
}
