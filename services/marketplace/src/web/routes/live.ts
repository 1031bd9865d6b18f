import type { Home } from "../../domain/shop.ts";
import { Slots } from "../../domain/slots.ts";
import { askingOf, type ShopContext } from "../context.ts";
import { eventStream, serverSentEvent } from "../event-stream.ts";
import type { WebParts } from "../parts.ts";
import { networkOf } from "../rate-limit.ts";
import { formsOf, showShelves } from "../shown-shelves.ts";

/** How live lists are bounded. */
export interface LiveOptions {
  /** Most streams at the same time. */
  readonly most: number;
  /** Aborted when streams have to end; browsers then connect again. */
  readonly ending: AbortSignal;
  /** Longest time of a stream, milliseconds; the browser connects again. Default an hour. */
  readonly longestMs?: number;
}

// Pages that a reader has open.
const PER_READER = 4;
// Pages behind one address: whoever keeps no cookie is a new reader each time.
const PER_ADDRESS = 20;
const HOUR_MS = 3_600_000;

/**
 * `GET /live`: the shelves of a reader as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html), one at once and one for each change, until the
 * page closes, the session ends or the shop shuts down.
 */
export function liveShelves(
  parts: WebParts,
  { most, ending, longestMs = HOUR_MS }: LiveOptions,
): (c: ShopContext) => Response | Promise<Response> {
  const readers = new Slots({ perKey: PER_READER, all: most });
  const addresses = new Slots({ perKey: PER_ADDRESS, all: most });
  return (c) => {
    if (!parts.shop.takesFeedback) return c.notFound();
    const { readerId, endsAt } = c.get("session");
    using taken = new DisposableStack();
    const places = [readers.take(readerId), addresses.take(networkOf(c.env.address))];
    for (const place of places) taken.use(place);
    if (places.includes(undefined))
      return c.text("Too many pages follow their list already.\n", 503, { "retry-after": "60" });
    const place = taken.move();
    const gone = new AbortController();
    const lifetime = AbortSignal.timeout(Math.min(longestMs, endsAt - Date.now()));
    const signal = AbortSignal.any([gone.signal, c.req.raw.signal, ending, lifetime]);
    const events = eventsOf(parts.shop.live(askingOf(c), signal), async (home) => {
      return await showShelves(home, formsOf(c, parts));
    });
    const body = eventStream(events, {
      onEnd: () => {
        gone.abort();
        place.dispose();
      },
    });
    // Proxies that collect an answer before they pass it on would keep the list from the page.
    return c.body(body, 200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
  };
}

type Show = (home: Home) => Promise<{ readonly content: unknown; readonly version: string }>;

/** An event for each list that differs from the one before. */
async function* eventsOf(homes: AsyncIterable<Home>, show: Show): AsyncGenerator<string, void, undefined> {
  let last = "";
  for await (const home of homes) {
    const { content, version } = await show(home);
    if (version !== last) yield serverSentEvent({ event: "shelves", id: version, data: String(content) });
    last = version;
  }
}
