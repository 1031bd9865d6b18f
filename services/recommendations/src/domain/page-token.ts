import { createHmac, timingSafeEqual } from "node:crypto";
import { categories as allCategories, type Category } from "./book.ts";
import { Fault } from "./fault.ts";
import type { RankKey } from "./ranking.ts";

/** Whose list a token pages through; a token is good for this list only. */
export interface TokenScope {
  readonly userId: string;
  /** Empty means all; the order does not matter. */
  readonly categories: readonly Category[];
}

/** Makes and reads page tokens. */
export interface PageTokens {
  /** The token of the page after the book with this rank, 44 characters. */
  seal(after: RankKey, scope: TokenScope): string;
  /** The rank that `seal` was given. Fails with PAGE_TOKEN_INVALID for a text that `seal` did not make for the scope. */
  open(token: string, scope: TokenScope): RankKey;
}

// Version, score (IEEE 754 double), tie, number; then the first 16 bytes of an HMAC-SHA256.
const VERSION = 1;
const PAYLOAD_BYTES = 17;
const MAC_BYTES = 16;

/**
 * Page tokens that hold the rank of the last book on a page. A rank and not an offset, because feedback between two
 * pages moves books: after an offset the next page would skip or repeat its neighbours, after a rank it goes on below
 * the last book wherever that now stands, and since each page ends on a lower rank than the one before, paging ends.
 *
 * @param key secret of the data store, so that tokens outlive the process and no client can make one.
 */
export function createPageTokens(key: Uint8Array): PageTokens {
  const macOf = (payload: Uint8Array, scope: TokenScope): Buffer => {
    const wanted = new Set(scope.categories.length === 0 ? allCategories : scope.categories);
    const shelves = allCategories.filter((category) => wanted.has(category)).join(",");
    // The shelves hold no line feed, so no two scopes give the same bytes.
    return createHmac("sha256", key)
      .update(payload)
      .update(`${shelves}\n${scope.userId}`)
      .digest()
      .subarray(0, MAC_BYTES);
  };
  return {
    seal(after, scope) {
      const payload = Buffer.alloc(PAYLOAD_BYTES);
      payload.writeUInt8(VERSION, 0);
      payload.writeDoubleBE(after.score, 1);
      payload.writeUInt32BE(after.tie, 9);
      payload.writeUInt32BE(after.number, 13);
      return Buffer.concat([payload, macOf(payload, scope)]).toString("base64url");
    },
    open(token, scope) {
      const bytes = Buffer.from(token, "base64url");
      const payload = bytes.subarray(0, PAYLOAD_BYTES);
      const genuine =
        bytes.length === PAYLOAD_BYTES + MAC_BYTES &&
        // Node skips characters that are not base64url: without this, a token with a blank in it would pass.
        bytes.toString("base64url") === token &&
        timingSafeEqual(bytes.subarray(PAYLOAD_BYTES), macOf(payload, scope)) &&
        payload.readUInt8(0) === VERSION;
      if (!genuine) {
        throw new Fault(
          "PAGE_TOKEN_INVALID",
          "The page token was not made for this user and these categories: send next_page_token as it was received, " +
            "with the same user and categories, or ask for the first page.",
          { field: "page_token" },
        );
      }
      return { score: payload.readDoubleBE(1), tie: payload.readUInt32BE(9), number: payload.readUInt32BE(13) };
    },
  };
}
