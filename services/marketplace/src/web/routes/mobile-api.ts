import { Hono } from "hono";
import type { Book } from "../../domain/book.ts";
import { BackendFault, feedbackKinds, type Recommendation } from "../../domain/recommendations.ts";
import { beginSession, readSession, writeSession } from "../../domain/session.ts";
import { askingOf, type ShopContext, type ShopEnv, type ShopMiddleware } from "../context.ts";
import { reasonText, shelfNames } from "../pages/words.ts";
import type { WebParts } from "../parts.ts";
import { wordsOf } from "./search.ts";

/** Books of a shelf on a small screen. */
const PER_SHELF = 4;

/** Why a request of a program was refused; names do not change. */
type ErrorCode = "unauthenticated" | "invalid_request" | "not_supported" | "unavailable";

/**
 * `/api/v1`: the shop for an app of its own, with less in each answer than a page has. A token in the `authorization`
 * header names the reader, and cookies count for nothing, so that no page of another site can call it.
 */
export function mobileApi(parts: WebParts): Hono<ShopEnv> {
  const { shop, jar } = parts;
  const api = new Hono<ShopEnv>();
  api.post("/sessions", (c) => {
    const session = beginSession(Date.now());
    const body = { token: writeSession(jar.seal, session), ends_at: new Date(session.endsAt).toISOString() };
    return c.json(body, 201);
  });
  api.use(authenticate(parts));
  api.get("/home", async (c) => {
    const { first, shelves, isFresh } = await shop.home(askingOf(c));
    return c.json({
      fresh: isFresh,
      first: first === undefined ? null : withReason(first),
      shelves: shelves.map(({ category, recommendations }) => ({
        id: category,
        name: shelfNames[category].name,
        books: recommendations.slice(0, PER_SHELF).map(withReason),
      })),
    });
  });
  api.get("/search", async (c) => {
    if (!shop.hasSearch) return refuse(c, "not_supported", "This shop has no search.");
    const words = wordsOf(c);
    if (words === "") return refuse(c, "invalid_request", "Say what to search for: /api/v1/search?q=dune.");
    const books = await shop.search(words, askingOf(c));
    if (books === undefined) return refuse(c, "unavailable", "The search does not answer: try again later.");
    return c.json({ books: books.map(brief) });
  });
  api.put("/books/:id/opinion", async (c) => await putOpinion(c, parts));
  return api;
}

function authenticate({ jar }: WebParts): ShopMiddleware {
  return async (c, next) => {
    const session = tokenSession(c, { jar });
    if (session === undefined) {
      c.header("www-authenticate", "Bearer");
      return refuse(c, "unauthenticated", "Send authorization: Bearer <token>; POST /api/v1/sessions gives one.");
    }
    c.set("session", session);
    return await next();
  };
}

/** The session of the token that a program sends; undefined when it sends none that is good. */
export function tokenSession(c: ShopContext, { jar }: Pick<WebParts, "jar">): ReturnType<typeof readSession> {
  const token = /^Bearer ([\w.-]+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  return readSession(jar.seal, token, Date.now());
}

async function putOpinion(c: ShopContext, { shop }: WebParts): Promise<Response> {
  if (!shop.takesFeedback) return refuse(c, "not_supported", "This shop takes no feedback.");
  const kind = await opinionIn(c);
  if (kind === undefined) {
    return refuse(c, "invalid_request", `Send {"opinion": one of ${feedbackKinds.join(", ")}} as application/json.`);
  }
  try {
    await shop.record({ bookId: c.req.param("id") ?? "", kind }, askingOf(c));
    return c.body(null, 204);
  } catch (error) {
    if (!(error instanceof BackendFault)) throw error;
    if (error.kind === "refused") return refuse(c, "invalid_request", "There is no such book.");
    return refuse(c, "unavailable", "The opinion could not be recorded: try again later.");
  }
}

async function opinionIn(c: ShopContext): Promise<(typeof feedbackKinds)[number] | undefined> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || !("opinion" in body)) return undefined;
  return feedbackKinds.find((kind) => kind === body.opinion);
}

const statusOf = { unauthenticated: 401, invalid_request: 400, not_supported: 501, unavailable: 503 } as const;

function refuse(c: ShopContext, code: ErrorCode, message: string): Response {
  return c.json({ error: { code, message } }, statusOf[code]);
}

function withReason({ book, reason }: Recommendation): Record<string, string> {
  const why = reasonText(reason);
  return { ...brief(book), ...(why === undefined ? {} : { why }) };
}

function brief({ id, title, authors: [author] }: Book): Record<string, string> {
  return { id, title, ...(author === undefined ? {} : { by: author }) };
}
