/** Connect's own adapter for Node with a handler that returns a message from memory: no interceptors, no service. */
import { createServer as createHttp1 } from "node:http";
import { createSecureServer as createHttp2Secure, createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { listenLocally, runPeer } from "./run-peer.ts";

await runPeer(async ({ answer, tls }) => {
  const onRequest = connectNodeAdapter({
    routes: (router) => {
      router.service(RecommendationsService, { recommend: () => answer });
    },
  });
  return {
    http1: await listenLocally(createHttp1(onRequest)),
    http1s: await listenLocally(createHttps(tls, onRequest)),
    http2: await listenLocally(createHttp2(onRequest)),
    http2s: await listenLocally(createHttp2Secure(tls, onRequest)),
  };
});
