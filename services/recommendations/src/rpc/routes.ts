import { RecommendationsService as V1 } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { type Api, reasonedError } from "@breakwater/service-runtime";
import type { Interceptor } from "@connectrpc/connect";
import { shuttingDown } from "../domain/fault.ts";
import type { Recommender } from "../domain/recommender.ts";
import { errors, refusalOf } from "./errors.ts";
import { createV1 } from "./v1.ts";
import { createV2 } from "./v2.ts";

/** What the calls are served with. */
export interface ApiParts {
  readonly recommender: Recommender;
  /** What every call runs through, the outermost first. */
  readonly interceptors: Interceptor[];
  /** Once aborted, new calls fail with SHUTTING_DOWN; those that have begun go on. */
  readonly draining: AbortSignal;
  /** Largest request message, bytes. */
  readonly readMaxBytes: number;
}

/** Puts v1 and v2 on one domain. */
export function createApi({ recommender, interceptors, draining, readMaxBytes }: ApiParts): Api {
  return {
    routes: (router) => {
      router.service(V1, createV1(recommender)).service(V2, createV2(recommender));
    },
    options: {
      interceptors,
      readMaxBytes,
      // The gate comes before the request's body, so a call whose body is still on its way when the drain begins
      // has passed it and is answered.
      requestGate: () => {
        if (draining.aborted) throw reasonedError(errors.domain, refusalOf(shuttingDown()));
      },
    },
  };
}
