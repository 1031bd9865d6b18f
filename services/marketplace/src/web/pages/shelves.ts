import { html } from "hono/html";
import type { Book } from "../../domain/book.ts";
import type { Recommendation } from "../../domain/recommendations.ts";
import type { Shelf } from "../../domain/shelves.ts";
import type { Home } from "../../domain/shop.ts";
import { type Html, nothing } from "../html.ts";
import { bookCard, origin } from "./book-card.ts";
import { cover } from "./cover.ts";
import { type OpinionForms, opinionForm } from "./opinion-form.ts";
import { reasonText, shelfNames } from "./words.ts";

/** The part of the home page that changes with the list: the notice, if there is one, the first book and the shelves. */
export function shelves(home: Home, forms: OpinionForms | undefined): Html {
  const { first, isFresh } = home;
  // There is nobody to tell while the service is away.
  const live = isFresh ? forms : undefined;
  if (first === undefined) return html`${isFresh ? nothing : notice(false)}${emptyShop(isFresh)}`;
  return html`${isFresh ? nothing : notice(true)}${firstBook(first, fanOf(home), live)}
  ${home.shelves.map((shelf) => oneShelf(shelf, live))}`;
}

function notice(hasBooks: boolean): Html {
  const what = hasBooks
    ? html`These are the books that were here last. Your own shelves come back by themselves, and then you can rate
      books again.`
    : html`The books come back by themselves, usually in a minute.`;
  return html`<div class="notice">
    <svg aria-hidden="true"><use href="#cloud"></use></svg>
    <p><strong>Our recommendations are taking a break.</strong> ${what} <a href="/">Try again</a></p>
  </div>`;
}

function emptyShop(isFresh: boolean): Html {
  const text = isFresh
    ? "You have been through every book that we have. Come back soon: new ones arrive."
    : "The shelves are being filled.";
  return html`<section class="empty">
    <h2>Nothing on the shelves</h2>
    <p>${text}</p>
  </section>`;
}

/** Books whose covers show behind that of the first: the best of two shelves. */
function fanOf({ first, shelves: [, ...others] }: Home): Book[] {
  const best = others.flatMap(({ recommendations: [head] }) => head?.book ?? []);
  return best.filter(({ id }) => id !== first?.book.id);
}

function firstBook({ book, reason }: Recommendation, fan: readonly Book[], forms: OpinionForms | undefined): Html {
  const why = reasonText(reason);
  return html`<section class="first" aria-labelledby="first-title" data-book="${book.id}">
    <div class="first-words">
      <p class="eyebrow">First on your shelves</p>
      <h2 id="first-title">${book.title}</h2>
      ${origin(book.authors, book.year)}
      ${why === undefined ? nothing : html`<p class="why ${reason?.kind}">${why}</p>`}
      ${forms === undefined ? nothing : opinionForm(book, forms)}
    </div>
    <div class="first-covers">
      ${fan.map((behind) => html`<div class="behind">${cover(behind)}</div>`)}
      <div class="front">${cover(book)}</div>
    </div>
  </section>`;
}

function oneShelf({ category, recommendations }: Shelf, forms: OpinionForms | undefined): Html {
  const { name, about } = shelfNames[category];
  const books =
    recommendations.length === 0
      ? html`<p class="bare">You have been through this shelf. Look at the others.</p>`
      : html`<ul class="row" id="row-${category}">
          ${recommendations.map((recommendation) => bookCard(recommendation, forms))}
        </ul>`;
  return html`<section class="shelf" id="${category}" aria-labelledby="name-${category}">
    <div class="shelf-head">
      <h2 id="name-${category}" tabindex="-1">${name}</h2>
      <p>${about}</p>
    </div>
    ${books}
  </section>`;
}
