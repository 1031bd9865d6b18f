import { html } from "hono/html";
import type { Html } from "../html.ts";
import { type Frame, layout } from "./layout.ts";

/** The shelves of a reader, as they were rendered, and how they stay true. */
export interface ShownShelves {
  readonly content: Html;
  /** Changes with the content. */
  readonly version: string;
  /** Whether a script can follow the list. */
  readonly isLive: boolean;
}

/** The home page. */
export function homePage(frame: Frame, { content, version, isLive }: ShownShelves): Html {
  const live = isLive ? html`data-live="/live"` : "";
  return layout(
    "Online Books For You",
    frame,
    html`<div class="welcome">
        <h1>Online Books <em>For You</em></h1>
        <p>
          ${isLive ? "Three shelves. Say what you like, and they rearrange themselves." : "Three shelves of good books."}
        </p>
      </div>
      <div id="shelves" data-version="${version}" ${live}>${content}</div>`,
  );
}
