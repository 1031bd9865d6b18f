import type { Interceptor } from "@connectrpc/connect";
import type { BuildInfo } from "../build-info.ts";
import { versionText } from "../build-info.ts";
import { answerHeaders } from "./answer-headers.ts";

/** The header that tells which build of a service has answered. */
const serviceVersionHeader = "x-service-version";

/** Puts the version and the commit of the service on each answer. */
export function tellVersion(build: BuildInfo): Interceptor {
  return answerHeaders(() => ({ [serviceVersionHeader]: versionText(build) }));
}
