import type { Book } from "./book.ts";
import { Fault } from "./fault.ts";
import { createTokenSeal, type TokenSeal } from "./sealed-token.ts";
import { wordsOf } from "./words.ts";

/** What somebody looks for. */
export interface SearchRequest {
  readonly query: string;
  /** Most books on the page. */
  readonly size: number;
}

/** One page of the books that were found, best first. */
export interface SearchPage {
  readonly books: readonly Book[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** How well a book fits a query; lower is better. */
const fits = { title: 0, titleBegins: 1, words: 2 } as const;

/** A book as it is looked for. */
interface Entry {
  readonly book: Book;
  /** Words of the title, with single blanks between them. */
  readonly title: string;
  /** Words of the title and of the authors. */
  readonly words: readonly string[];
}

/** Where a book stands among those that were found: by fit, then by number, both upwards. */
interface Found {
  readonly book: Book;
  readonly fit: number;
}

// Version, fit, number. The version is none of those of other tokens.
const VERSION = 2;
const PAYLOAD_BYTES = 6;

/**
 * Finds books by words. A book is found when each word of the query begins a word of its title or of an author's name;
 * `wordsOf` says what a word is. First comes the book whose title is the query, then those whose titles begin with it,
 * then the others; equal ones by number.
 *
 * It reads the whole catalogue for each query: a shop's worth of books takes less time than a message.
 */
export class BookSearch {
  readonly #entries: readonly Entry[];
  readonly #tokens: TokenSeal;

  /** @param key secret of the data store, so that page tokens outlive the process and no client can make one. */
  constructor(books: readonly Book[], key: Uint8Array) {
    this.#entries = books
      .map((book) => {
        const title = wordsOf(book.title);
        return { book, title: title.join(" "), words: [...title, ...book.authors.flatMap(wordsOf)] };
      })
      .toSorted((a, b) => a.book.number - b.book.number);
    this.#tokens = createTokenSeal(key);
  }

  /** One page; an empty token asks for the first. Fails with PAGE_TOKEN_INVALID for a token of another query. */
  page({ query, size }: SearchRequest, pageToken: string): SearchPage {
    const words = wordsOf(query);
    const scope = words.join(" ");
    const found = this.#find(words);
    const rest = pageToken === "" ? found : found.filter(isAfter(this.#open(pageToken, scope)));
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const isLastPage = last === undefined || page.length === rest.length;
    return { books: page.map(({ book }) => book), nextPageToken: isLastPage ? "" : this.#seal(last, scope) };
  }

  #find(query: readonly string[]): Found[] {
    if (query.length === 0) return [];
    return this.#entries
      .flatMap((entry) => {
        const fit = fitOf(entry, query);
        return fit === undefined ? [] : [{ book: entry.book, fit }];
      })
      .toSorted((a, b) => a.fit - b.fit);
  }

  #seal({ book, fit }: Found, scope: string): string {
    const payload = Buffer.alloc(PAYLOAD_BYTES);
    payload.writeUInt8(VERSION, 0);
    payload.writeUInt8(fit, 1);
    payload.writeUInt32BE(book.number, 2);
    return this.#tokens.seal(payload, scope);
  }

  #open(token: string, scope: string): Place {
    const payload = this.#tokens.open(token, scope);
    if (payload?.length !== PAYLOAD_BYTES || payload.readUInt8(0) !== VERSION) {
      const message =
        "The page token was not made for this query: send next_page_token as it was received, with the same query, " +
        "or ask for the first page.";
      throw new Fault("PAGE_TOKEN_INVALID", message, { field: "page_token" });
    }
    return { fit: payload.readUInt8(1), number: payload.readUInt32BE(2) };
  }
}

/** The place that the page before ended on. */
interface Place {
  readonly fit: number;
  readonly number: number;
}

function isAfter(place: Place): (found: Found) => boolean {
  return ({ book, fit }) => fit > place.fit || (fit === place.fit && book.number > place.number);
}

function fitOf({ title, words }: Entry, query: readonly string[]): number | undefined {
  const text = query.join(" ");
  if (title === text) return fits.title;
  if (title.startsWith(text)) return fits.titleBegins;
  return query.every((wanted) => words.some((word) => word.startsWith(wanted))) ? fits.words : undefined;
}
