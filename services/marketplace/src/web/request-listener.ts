import type { RequestListener } from "@breakwater/service-runtime";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { ShopEnv } from "./context.ts";

/** Serves the shop's public face over HTTP/1.1 and HTTP/2. A request without a valid host is answered with 400. */
export function listenerOf(app: Hono<ShopEnv>): RequestListener {
  const listener = getRequestListener(
    async (request, { incoming }) => await app.fetch(request, { address: incoming.socket.remoteAddress ?? "" }),
    { overrideGlobalObjects: false },
  );
  return (request, response) => void listener(request, response);
}
