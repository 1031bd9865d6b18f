import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { createClient, createRouterTransport, type Client } from "@connectrpc/connect";
import { Recommender } from "../domain/recommender.ts";
import { WatchHub } from "../domain/watch-hub.ts";
import { createApi } from "../rpc/routes.ts";
import { createLog, serverInterceptors } from "@breakwater/service-runtime";
import { errors } from "../rpc/errors.ts";
import { books } from "../store/books.ts";
import type { Store } from "../store/store.ts";
import { sqliteData } from "./sqlite-data.ts";

/** The API without a server, over a new store with the real catalogue. */
export interface MemoryApi extends AsyncDisposable {
  readonly v1: Client<typeof V1>;
  readonly v2: Client<typeof V2>;
  readonly recommender: Recommender;
  readonly hub: WatchHub;
  /** Abort it to make the server refuse calls. */
  readonly draining: AbortController;
  /** What was logged, a JSON object each. */
  readonly logged: string[];
}

/** The time that every receipt of a MemoryApi has. */
export const now = new Date("2026-02-03T04:05:06.789Z");

/** Makes a MemoryApi; `replace` takes the place of some of the store's methods. */
export async function memoryApi(replace: Partial<Store> = {}): Promise<MemoryApi> {
  const data = sqliteData();
  const store = await data.open(books);
  const replaced: Store = {
    books: () => store.books(),
    taste: (userId) => store.taste(userId),
    record: (feedback, at) => store.record(feedback, at),
    secret: () => store.secret(),
    close: () => store.close(),
    ...replace,
  };
  const hub = new WatchHub();
  const recommender = await Recommender.create({ store: replaced, hub, now: () => now });
  const draining = new AbortController();
  const logged: string[] = [];
  const log = createLog((line) => logged.push(line));
  const build = { name: "recommendations", version: "1.2.3", commit: "unknown" };
  const interceptors = serverInterceptors({ log, errors, build });
  const api = createApi({ recommender, interceptors, draining: draining.signal, readMaxBytes: 1024 * 1024 });
  const transport = createRouterTransport(api.routes, { router: api.options });
  return {
    v1: createClient(V1, transport),
    v2: createClient(V2, transport),
    recommender,
    hub,
    draining,
    logged,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await data[Symbol.asyncDispose]();
    },
  };
}
