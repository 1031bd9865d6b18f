import { html } from "hono/html";
import type { Recommendation } from "../../domain/recommendations.ts";
import { type Html, nothing } from "../html.ts";
import { cover } from "./cover.ts";
import { type OpinionForms, opinionForm } from "./opinion-form.ts";
import { byline, reasonText } from "./words.ts";

/** A book on a shelf, with buttons unless there is nobody to tell. */
export function bookCard({ book, reason }: Recommendation, forms: OpinionForms | undefined): Html {
  const why = reasonText(reason);
  return html`<li class="card" data-book="${book.id}">
    <div class="stand">${cover(book)}</div>
    <h3 class="title">${book.title}</h3>
    ${origin(book.authors, book.year)} ${why === undefined ? nothing : html`<p class="why ${reason?.kind}">${why}</p>`}
    ${forms === undefined ? nothing : opinionForm(book, forms)}
  </li>`;
}

/** Who wrote a book and when, as far as is known. The year does not begin a line of its own. */
export function origin(authors: readonly string[], year: number | undefined): Html | "" {
  const parts = [byline(authors), year === undefined ? "" : String(year)].filter((part) => part !== "");
  return parts.length === 0 ? nothing : html`<p class="by">${parts.join("\u00a0·\u00a0")}</p>`;
}
