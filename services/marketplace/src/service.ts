import type { Application, RuntimeParts } from "@breakwater/service-runtime";
import { connectRecommendations } from "./backend/connect-recommendations.ts";
import { LastLists } from "./domain/last-lists.ts";
import { createSeal } from "./domain/seal.ts";
import { Shop } from "./domain/shop.ts";
import { sessionSecret } from "./session-secret.ts";
import type { Configuration } from "./settings.ts";
import { createApp } from "./web/app.ts";
import { listenerOf } from "./web/request-listener.ts";
import { readStaticFiles } from "./web/static-files.ts";

/** Puts the shop on the recommendations service, which need not run yet. */
export async function openMarketplace(parts: RuntimeParts<Configuration>): Promise<Application> {
  const { configuration, log, metrics } = parts;
  const backend = connectRecommendations({
    backend: {
      url: configuration.recommendationsUrl,
      caFile: configuration.recommendationsCaFile,
      certFile: configuration.recommendationsCertFile,
      keyFile: configuration.recommendationsKeyFile,
    },
    own: configuration,
    version: configuration.recommendationsVersion,
    timeoutMs: configuration.recommendationsTimeoutMs,
    log,
    metrics,
  });
  const shop = new Shop({
    recommendations: backend.recommendations,
    lastLists: new LastLists(),
    onFault: (what, { kind, message }, { requestId }) => {
      log.warn("recommendations failed", { what, kind, reason: message, request_id: requestId });
    },
  });
  const ending = new AbortController();
  const app = createApp({
    shop,
    jar: {
      seal: createSeal(sessionSecret(configuration.sessionSecret, configuration.dataDir, log)),
      isSecure: configuration.tls !== "off" || configuration.publicTls,
    },
    files: readStaticFiles(),
    log,
    metrics,
    requestsPerMinute: configuration.requestsPerMinute,
    live: { most: configuration.liveLists, ending: ending.signal },
  });
  return {
    http: listenerOf(app, configuration.trustedProxies),
    services: [],
    endStreams: () => ending.abort(),
    ...(backend.reload === undefined ? {} : { reload: backend.reload }),
    close: () => backend[Symbol.dispose](),
  };
}
