import { BackendFault, feedbackKinds } from "../../domain/recommendations.ts";
import { askingOf, type ShopContext, wantsJson } from "../context.ts";
import { say } from "../flash.ts";
import { isFormToken } from "../form-token.ts";
import { feedbackText } from "../pages/words.ts";
import type { WebParts } from "../parts.ts";
import { LONGEST_WORDS } from "./search.ts";

/** What a reader is told whose feedback could not be recorded. */
const AWAY = "We could not note that just now. Please try again in a minute.";
const OUTDATED = "That form is from an older page. Here are your shelves as they are now: please say it again.";

/**
 * `POST /feedback`: records what a reader thinks of a book, and sends them back to where they were (303), where they
 * read what came of it. A script gets the same sentence as JSON.
 */
export async function feedback(c: ShopContext, parts: WebParts): Promise<Response> {
  const { shop, jar } = parts;
  if (!shop.takesFeedback) return await c.notFound();
  const form = await c.req.parseBody();
  const text = (name: string): string => {
    const value = form[name];
    return typeof value === "string" ? value : "";
  };
  const bookId = text("book");
  const kind = feedbackKinds.find((known) => known === text("kind"));
  const back = backTo(text("words"));
  if (!isFormToken(jar.seal, c.get("session"), text("token")) || kind === undefined || bookId === "") {
    return answer(c, parts, { status: 403, sentence: OUTDATED, back });
  }
  try {
    await shop.record({ bookId, kind }, askingOf(c));
  } catch (error) {
    if (!(error instanceof BackendFault)) throw error;
    return answer(c, parts, { status: 503, sentence: AWAY, back });
  }
  return answer(c, parts, { status: 200, sentence: feedbackText(kind, shop.titleOf(bookId)), back });
}

interface Answer {
  /** Of the answer to a script. */
  readonly status: 200 | 403 | 503;
  readonly sentence: string;
  readonly back: string;
}

function answer(c: ShopContext, { jar }: WebParts, { status, sentence, back }: Answer): Response {
  if (wantsJson(c)) return c.json({ message: sentence }, status);
  say(c, jar, sentence);
  return c.redirect(back, 303);
}

/** The page that a form was on; built here, so that a form leads nowhere else. */
function backTo(words: string): string {
  return words === "" ? "/" : `/search?q=${encodeURIComponent(words.slice(0, LONGEST_WORDS))}`;
}
