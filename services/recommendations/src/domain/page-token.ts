import { categories as allCategories, type Category } from "./book.ts";
import { Fault } from "./fault.ts";
import type { RankKey } from "./ranking.ts";
import { createTokenSeal } from "./sealed-token.ts";

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

// Version, score (IEEE 754 double), tie, number.
const VERSION = 1;
const PAYLOAD_BYTES = 17;

/**
 * Page tokens that hold the rank of the last book on a page. A rank and not an offset, because feedback between two
 * pages moves books: after an offset the next page would skip or repeat its neighbours, after a rank it goes on below
 * the last book wherever that now stands, and since each page ends on a lower rank than the one before, paging ends.
 *
 * @param key secret of the data store, so that tokens outlive the process and no client can make one.
 */
export function createPageTokens(key: Uint8Array): PageTokens {
  const tokens = createTokenSeal(key);
  const textOf = (scope: TokenScope): string => {
    const wanted = new Set(scope.categories.length === 0 ? allCategories : scope.categories);
    const shelves = allCategories.filter((category) => wanted.has(category)).join(",");
    // The shelves hold no line feed, so no two scopes give the same text.
    return `${shelves}\n${scope.userId}`;
  };
  return {
    seal(after, scope) {
      const payload = Buffer.alloc(PAYLOAD_BYTES);
      payload.writeUInt8(VERSION, 0);
      payload.writeDoubleBE(after.score, 1);
      payload.writeUInt32BE(after.tie, 9);
      payload.writeUInt32BE(after.number, 13);
      return tokens.seal(payload, textOf(scope));
    },
    open(token, scope) {
      const payload = tokens.open(token, textOf(scope));
      if (payload?.length !== PAYLOAD_BYTES || payload.readUInt8(0) !== VERSION) {
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
