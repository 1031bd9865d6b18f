import type { Context, MiddlewareHandler } from "hono";
import type { Asking } from "../domain/recommendations.ts";
import type { Session } from "../domain/session.ts";

/** What a request comes with, and what the middleware finds out about it. */
export interface ShopEnv {
  readonly Bindings: {
    /** Address of the client, as far as it can be trusted. */
    readonly address: string;
  };
  readonly Variables: {
    /** Name of the request, for logs and for people who report a fault. */
    requestId: string;
    /** The reader; only on routes that have one. */
    session: Session;
  };
}

/** One request of the shop. */
export type ShopContext = Context<ShopEnv>;
/** What runs around the requests of the shop. */
export type ShopMiddleware = MiddlewareHandler<ShopEnv>;

/** For whom the service behind the shop is asked. */
export function askingOf(c: ShopContext): Asking {
  return { readerId: c.get("session").readerId, requestId: c.get("requestId") };
}

/** Whether the request is from the shop's own script or another program, and wants no page. */
export function wantsJson(c: ShopContext): boolean {
  return c.req.path.startsWith("/api/") || (c.req.header("accept") ?? "").startsWith("application/json");
}
