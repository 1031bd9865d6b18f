import { html } from "hono/html";
import type { Book } from "../../domain/book.ts";
import type { FeedbackKind } from "../../domain/recommendations.ts";
import type { Html } from "../html.ts";

/** What the forms of a page hold beside the book. */
export interface OpinionForms {
  /** Shows that the form is from a page of the reader. */
  readonly token: string;
  /** Words that the reader searched for, to go back to; empty for the home page. */
  readonly words: string;
}

interface Choice {
  readonly kind: FeedbackKind;
  readonly icon: string;
  /** What the button is read as; it begins with what it shows. */
  readonly label: (title: string) => string;
}

const choices: readonly Choice[] = [
  { kind: "like", icon: "like", label: (title) => `Like ${title}` },
  { kind: "dislike", icon: "dislike", label: (title) => `Dislike ${title}` },
  { kind: "not-interested", icon: "hide", label: (title) => `Not interested in ${title}` },
];

/** The buttons with which a reader says what they think of a book. They work without a script. */
export function opinionForm({ id, title }: Book, { token, words }: OpinionForms): Html {
  const buttons = choices.map(
    ({ kind, icon, label }) =>
      html`<button
        name="kind"
        value="${kind}"
        class="opinion ${icon}"
        aria-label="${label(title)}"
        title="${label("this book")}"
      >
        <svg aria-hidden="true"><use href="#${icon}"></use></svg>${kind === "like" ? html`<span>Like</span>` : ""}
      </button>`,
  );
  return html`<form class="opinions" method="post" action="/feedback">
    <input type="hidden" name="token" value="${token}" /><input type="hidden" name="book" value="${id}" />
    ${words === "" ? "" : html`<input type="hidden" name="words" value="${words}" />`}${buttons}
  </form>`;
}
