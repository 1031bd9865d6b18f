import { html } from "hono/html";
import type { Book } from "../../domain/book.ts";
import { type Html, nothing } from "../html.ts";
import { bookCard } from "./book-card.ts";
import { type Frame, layout } from "./layout.ts";
import type { OpinionForms } from "./opinion-form.ts";

/**
 * What a search found.
 * @param books undefined when the search did not answer
 */
export function searchPage(frame: Frame, books: readonly Book[] | undefined, forms: OpinionForms): Html {
  const { words } = frame;
  const heading = html`<div class="welcome">
    <h1>${words === "" ? "Search" : html`Books for <em>“${words}”</em>`}</h1>
    ${books === undefined || words === "" ? nothing : html`<p>${countText(books.length)}</p>`}
  </div>`;
  const cards = (books ?? []).map((book) => bookCard({ book, reason: undefined }, forms));
  return layout(
    words === "" ? "Search – Online Books For You" : `${words} – Online Books For You`,
    frame,
    html`${heading}${
      books === undefined
        ? away()
        : books.length === 0
          ? none()
          : html`<h2 class="unseen">What was found</h2>
              <ul class="row found">
                ${cards}
              </ul>`
    }`,
  );
}

function countText(count: number): string {
  return count === 1 ? "One book" : `${count === 0 ? "No" : count} books`;
}

function none(): Html {
  return html`<section class="empty">
    <p>Search for a part of a title or an author’s name, or <a href="/">look at your shelves</a>.</p>
  </section>`;
}

function away(): Html {
  return html`<div class="notice">
    <svg aria-hidden="true"><use href="#cloud"></use></svg>
    <p>
      <strong>The search is taking a break.</strong> Try again in a minute, or <a href="/">look at your shelves</a>.
    </p>
  </div>`;
}
