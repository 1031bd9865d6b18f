import type { RequestListener } from "@breakwater/service-runtime";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { clientAddress } from "./client-address.ts";
import type { ShopEnv } from "./context.ts";

/**
 * Serves the shop's public face over HTTP/1.1 and HTTP/2. A request without a valid host is answered with 400.
 * @param trustedProxies how many proxies in front are this shop's own
 */
export function listenerOf(app: Hono<ShopEnv>, trustedProxies: number): RequestListener {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const peer = incoming.socket.remoteAddress ?? "";
      const forwardedFor = request.headers.get("x-forwarded-for");
      return await app.fetch(request, { address: clientAddress({ peer, forwardedFor, trustedProxies }) });
    },
    { overrideGlobalObjects: false },
  );
  return (request, response) => void listener(request, response);
}
