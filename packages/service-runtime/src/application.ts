import type { DescService } from "@bufbuild/protobuf";
import type { Api } from "./server/api.ts";
import type { RequestListener } from "./server/http.ts";

/** What a service is made of, beside its runtime. */
export interface Application {
  /** What it answers by calls, if it does. */
  readonly api?: Api;
  /** Answers every path that is no call, such as pages for browsers; without it those are not found. */
  readonly http?: RequestListener;
  /** The services that the API routes, for health and reflection. */
  readonly services: readonly DescService[];
  /** Ends the streams that are open, so that their clients connect to another instance. */
  readonly endStreams: () => void;
  /** Reads the certificates for calls of other services again; left out where there are none. */
  readonly reload?: () => void;
  /** Closes what was opened; the last thing of a shutdown. */
  readonly close: () => Promise<void> | void;
}
