import { html } from "hono/html";
import { type Html, nothing } from "../html.ts";
import { type Frame, layout } from "./layout.ts";

/** A page that only says something. */
export interface Message {
  readonly heading: string;
  readonly text: string;
  /** Name of the request, for whoever reports a fault. */
  readonly requestId?: string;
}

/** The page about what was not found, is too much, or went wrong. */
export function messagePage(frame: Frame, { heading, text, requestId }: Message): Html {
  const reference =
    requestId === undefined
      ? nothing
      : html`<p class="reference">If you tell us about it, say <code>${requestId}</code>.</p>`;
  return layout(
    `${heading} – Online Books For You`,
    frame,
    html`<section class="message">
      <h1>${heading}</h1>
      <p>${text}</p>
      ${reference}
      <p><a class="button" href="/">To the shelves</a></p>
    </section>`,
  );
}
