import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import type { ApiVersion } from "../api-version.ts";
import type { Recommender } from "../domain/recommender.ts";
import { createV1 } from "./v1.ts";
import { createV2 } from "./v2.ts";

/** What a version of the API is. */
interface Version {
  readonly service: DescService;
  /** Puts it on the domain. */
  readonly route: (router: ConnectRouter, recommender: Recommender) => void;
}

const versions: Readonly<Record<ApiVersion, Version>> = {
  v1: { service: V1, route: (router, recommender) => router.service(V1, createV1(recommender)) },
  v2: { service: V2, route: (router, recommender) => router.service(V2, createV2(recommender)) },
};

/** Puts some versions on one domain. */
export function routeVersions(router: ConnectRouter, wanted: readonly ApiVersion[], recommender: Recommender): void {
  for (const version of wanted) versions[version].route(router, recommender);
}

/** The services of some versions, for health and reflection. */
export function servicesOf(wanted: readonly ApiVersion[]): DescService[] {
  return wanted.map((version) => versions[version].service);
}
