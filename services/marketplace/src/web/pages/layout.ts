import { html, raw } from "hono/html";
import { categories } from "../../domain/book.ts";
import type { Html } from "../html.ts";
import type { StaticFiles } from "../static-files.ts";
import { shelfNames } from "./words.ts";

/** What surrounds every page. */
export interface Frame {
  readonly files: StaticFiles;
  readonly hasSearch: boolean;
  /** Words in the search box. */
  readonly words: string;
  /** What the reader is told about what they just did; empty for nothing. */
  readonly said: string;
}

/** Drawn once on each page, and used by name. */
const icons = raw(`<svg class="icons" aria-hidden="true" width="0" height="0">
<symbol id="book" viewBox="0 0 24 24"><path d="M12 6.5C10 5 7 4.5 3.5 4.5v13c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2v-13C17 4.5 14 5 12 6.5Zm0 0v13"/></symbol>
<symbol id="like" viewBox="0 0 24 24"><path d="M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10Z"/></symbol>
<symbol id="dislike" viewBox="0 0 24 24"><path d="M17 4v9.5l-4.2 6.7a1.7 1.7 0 0 1-3-1.3l.7-4.4H5.7a2 2 0 0 1-2-2.4l1.2-6.5A2 2 0 0 1 6.9 4H17Zm0 0h3.5v9.5H17"/></symbol>
<symbol id="hide" viewBox="0 0 24 24"><path d="M6 6l12 12M18 6 6 18"/></symbol>
<symbol id="search" viewBox="0 0 24 24"><path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20 20"/></symbol>
<symbol id="cloud" viewBox="0 0 24 24"><path d="M7 18a4 4 0 0 1-.5-8 5.5 5.5 0 0 1 10.7 1A3.6 3.6 0 0 1 17 18H7Z"/></symbol>
</svg>`);

/**
 * A whole page.
 * @param title what it is, for the browser's tab
 */
export function layout(title: string, frame: Frame, main: Html): Html {
  const { files, said } = frame;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="Books on three shelves, arranged for you by what you like." />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="${files.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${files.css}" />
        <script type="module" src="${files.script}"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the books</a>
        ${icons}${masthead(frame)}
        <p class="said" id="said" role="status">${said}</p>
        <main id="main" tabindex="-1">${main}</main>
        ${footer()}
      </body>
    </html>`;
}

function masthead({ hasSearch, words }: Frame): Html {
  return html`<header class="masthead">
    <div class="masthead-inner">
      <a class="brand" href="/">
        <svg aria-hidden="true"><use href="#book"></use></svg>
        <span>Online Books <em>For You</em></span>
      </a>
      ${hasSearch ? searchBox(words) : ""}
      <nav aria-label="Shelves">
        ${categories.map((category) => html`<a href="/#${category}">${shelfNames[category].name}</a>`)}
      </nav>
    </div>
  </header>`;
}

function searchBox(words: string): Html {
  return html`<form class="search" role="search" action="/search">
    <label class="unseen" for="words">Search for books</label>
    <input id="words" name="q" type="search" value="${words}" placeholder="Title or author" maxlength="100" required />
    <button aria-label="Search">
      <svg aria-hidden="true"><use href="#search"></use></svg>
    </button>
  </form>`;
}

function footer(): Html {
  return html`<footer class="footer">
    <p>Nobody here knows your name: a cookie tells your shelves from those of others.</p>
    <p>Online Books For You is the reference shop of Breakwater. Nothing is sold.</p>
  </footer>`;
}
