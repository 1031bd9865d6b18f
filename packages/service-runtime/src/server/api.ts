import type { ConnectRouter, ConnectRouterOptions } from "@connectrpc/connect";

/** What a service answers, for a server or for a transport in memory. */
export interface Api {
  readonly routes: (router: ConnectRouter) => void;
  readonly options: ConnectRouterOptions;
}
