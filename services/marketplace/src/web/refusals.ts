import type { Log } from "@breakwater/service-runtime";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type ShopContext, wantsJson } from "./context.ts";
import { type Message, messagePage } from "./pages/message-page.ts";
import type { WebParts } from "./parts.ts";

type Answer = (c: ShopContext) => Response | Promise<Response>;

/** Answers to what cannot be done: pages for people, and JSON for programs. */
export interface Refusals {
  readonly notFound: Answer;
  readonly tooMany: (c: ShopContext, retryAfterS: number) => Response | Promise<Response>;
  readonly failed: (error: Error, c: ShopContext) => Response | Promise<Response>;
}

/** Makes the answers. What failed is told to the log, under the name that the reader sees, and to nobody else. */
export function createRefusals({ shop, files }: WebParts, log: Log): Refusals {
  // They say nothing else than the message, so that nothing that failed is asked for again.
  const frame = { files, hasSearch: shop.hasSearch, words: "", said: "" };
  const refuse = (c: ShopContext, status: ContentfulStatusCode, message: Message): Response | Promise<Response> => {
    if (!wantsJson(c)) return c.html(messagePage(frame, message), status);
    const code = codes.get(status) ?? "internal";
    return c.json({ message: message.text, error: { code, message: message.text } }, status);
  };
  return {
    notFound: (c) =>
      refuse(c, 404, {
        heading: "This page is out of print",
        text: "There is nothing at this address. It may have been misspelled, or the page has gone.",
      }),
    tooMany: (c, retryAfterS) =>
      refuse(c, 429, {
        heading: "One page at a time, please",
        text: `There were too many requests from you in a short time. Try again in ${secondsText(retryAfterS)}.`,
      }),
    failed: (error, c) => {
      if (error instanceof HTTPException) {
        const message = refusedMessages.get(error.status) ?? fallback;
        return refuse(c, error.status === 413 ? 413 : error.status === 403 ? 403 : 400, message);
      }
      const requestId = c.get("requestId");
      log.error("request failed", { request_id: requestId, path: c.req.path, error: error.stack ?? String(error) });
      return refuse(c, 500, {
        heading: "Something fell off the shelf",
        text: "The page could not be made, and that is our fault. Try again in a minute.",
        requestId,
      });
    },
  };
}

const codes: ReadonlyMap<number, string> = new Map([
  [400, "invalid_request"],
  [403, "forbidden"],
  [404, "not_found"],
  [413, "too_large"],
  [429, "rate_limited"],
]);

const fallback: Message = { heading: "That did not work", text: "The request cannot be understood." };

const refusedMessages: ReadonlyMap<number, Message> = new Map([
  [403, { heading: "That form is not ours", text: "It was not sent from a page of this shop, so nothing was done." }],
  [413, { heading: "That is too much", text: "The request is larger than anything that this shop asks for." }],
]);

function secondsText(seconds: number): string {
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}
