import { type Api, reasonedError } from "@breakwater/service-runtime";
import type { Interceptor } from "@connectrpc/connect";
import { type ApiVersion, apiVersions } from "../api-version.ts";
import { shuttingDown } from "../domain/fault.ts";
import type { Recommender } from "../domain/recommender.ts";
import { errors, refusalOf } from "./errors.ts";
import { routeVersions } from "./versions.ts";

/** What the calls are served with. */
export interface ApiParts {
  readonly recommender: Recommender;
  /** What every call runs through, the outermost first. */
  readonly interceptors: Interceptor[];
  /** Once aborted, new calls fail with SHUTTING_DOWN; those that have begun go on. */
  readonly draining: AbortSignal;
  /** Largest request message, bytes. */
  readonly readMaxBytes: number;
  /** Versions to serve. Default: all. */
  readonly versions?: readonly ApiVersion[];
}

/** Puts the versions of the API on one domain. */
export function createApi({ versions = apiVersions, ...parts }: ApiParts): Api {
  const { recommender, interceptors, draining, readMaxBytes } = parts;
  return {
    routes: (router) => routeVersions(router, versions, recommender),
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
