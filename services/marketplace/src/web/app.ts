import type { Log } from "@breakwater/service-runtime";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import type { Registry } from "prom-client";
import type { ShopContext, ShopEnv, ShopMiddleware } from "./context.ts";
import { observeRequests } from "./observe-requests.ts";
import type { WebParts } from "./parts.ts";
import { limitRate } from "./rate-limit.ts";
import { createRefusals } from "./refusals.ts";
import { feedback } from "./routes/feedback.ts";
import { home } from "./routes/home.ts";
import { type LiveOptions, liveShelves } from "./routes/live.ts";
import { mobileApi, tokenSession } from "./routes/mobile-api.ts";
import { search } from "./routes/search.ts";
import { securityHeaders } from "./security-headers.ts";
import { keepSession, sessionOf } from "./session-cookie.ts";

/** What the shop's public face is made of. */
export interface AppParts extends WebParts {
  readonly log: Log;
  readonly metrics: Registry;
  readonly requestsPerMinute: number;
  readonly live: LiveOptions;
}

/** Larger than any form of the shop, bytes. */
const LARGEST_BODY = 8 * 1024;

/**
 * The public face, as a function of requests; it knows no server. What runs around a page, the outermost first: name
 * and measure, headers, rate, size, origin, session.
 */
export function createApp(parts: AppParts): Hono<ShopEnv> {
  const { jar, files, log, metrics, requestsPerMinute } = parts;
  const refusals = createRefusals(parts, log);
  const app = new Hono<ShopEnv>();
  app.use(observeRequests(log, metrics), securityHeaders(jar.isSecure));
  app.get("/assets/:name", files.serve);
  app.use(personal);
  app.use(
    limitRate({
      perMinute: requestsPerMinute,
      readerOf: (c) => (sessionOf(c, jar) ?? tokenSession(c, parts))?.readerId,
      refuse: refusals.tooMany,
    }),
    bodyLimit({
      maxSize: LARGEST_BODY,
      onError: () => {
        throw new HTTPException(413);
      },
    }),
  );
  app.route("/api/v1", mobileApi(parts));
  app.use("/api/*", async (c) => await refusals.notFound(c));
  app.use(csrf({ origin: isOwnOrigin(jar.isSecure) }), keepSession(jar));
  app.get("/", async (c) => await home(c, parts));
  app.get("/search", async (c) => await search(c, parts));
  app.get("/live", liveShelves(parts, parts.live));
  app.post("/feedback", async (c) => await feedback(c, parts));
  app.notFound((c: ShopContext) => refusals.notFound(c));
  app.onError((error, c) => refusals.failed(error, c));
  return app;
}

/** Whether an origin is that of the shop, as browsers see it: the scheme is not that of the port behind a proxy. */
function isOwnOrigin(isSecure: boolean): (origin: string, c: Context) => boolean {
  const scheme = isSecure ? "https" : "http";
  return (origin, c) => origin === new URL(`${scheme}://${new URL(c.req.url).host}`).origin;
}

/** Pages are for one reader, and change. */
const personal: ShopMiddleware = async (c, next) => {
  await next();
  c.header("cache-control", "no-store");
};
