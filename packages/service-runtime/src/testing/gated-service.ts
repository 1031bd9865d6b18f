import { EventEmitter, once } from "node:events";
import { RecommendationsService } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { readConfiguration } from "../configuration/read-configuration.ts";
import { runtimeSettings } from "../runtime-settings.ts";
import { peerIdentityKey } from "../interceptors/call-context.ts";
import type { Application } from "../application.ts";
import { type Service, startService } from "../start-service.ts";
import { awaitedLog } from "./awaited-log.ts";

/** A service whose calls wait until they are let go, with what has happened to it. */
export interface GatedService extends Service {
  /** Settles when a call has begun. */
  readonly begun: Promise<void>;
  /** Settles when so many calls and streams have begun. */
  untilBegun(count: number): Promise<void>;
  /** Lets all calls finish. */
  readonly release: () => void;
  /** What was done at the shutdown, in order. */
  readonly events: readonly string[];
  readonly logged: readonly string[];
  /** Settles when the log has a line with a text, past or future. */
  logs(text: string): Promise<void>;
  /** Who made each call, by its certificate. */
  readonly callers: readonly (string | undefined)[];
}

interface Call {
  readonly userId: number;
}

const release = { name: "gated", version: "1.2.3" };

/** Starts one on free ports; its calls wait if user 1 makes them, and so do its streams after their first message. */
export async function startGatedService(
  environment: Readonly<Record<string, string>> = {},
  opening: () => Promise<void> = async () => undefined,
): Promise<GatedService> {
  const { values } = readConfiguration(runtimeSettings, { PORT: "0", ADMIN_PORT: "0", ...environment });
  const begun: PromiseWithResolvers<void> = Promise.withResolvers();
  const beginnings = new EventEmitter();
  const gate: PromiseWithResolvers<void> = Promise.withResolvers();
  const events: string[] = [];
  const callers: (string | undefined)[] = [];
  const lines = awaitedLog();
  const { log, logged } = lines;
  const service = await startService(
    { configuration: values, log, release },
    async ({ draining, interceptors }): Promise<Application> => {
      await opening();
      const begin = (context: HandlerContext): void => {
        callers.push(context.values.get(peerIdentityKey));
        begun.resolve();
        beginnings.emit("begun");
      };
      const recommend = async ({ userId }: Call, context: HandlerContext): Promise<object> => {
        begin(context);
        if (userId === 1) await gate.promise;
        return {};
      };
      async function* watchRecommendations(_: object, context: HandlerContext): AsyncGenerator<object> {
        begin(context);
        yield {};
        await gate.promise;
      }
      return {
        api: {
          routes: (router: ConnectRouter) =>
            router.service(RecommendationsService, { recommend }).service(V2, { watchRecommendations }),
          options: {
            interceptors: interceptors({ domain: "gated.breakwater.example", refusalOf: () => undefined }),
            requestGate: () => {
              if (draining.aborted) throw new ConnectError("shutting down", Code.Unavailable);
            },
          },
        },
        services: [RecommendationsService, V2],
        endStreams: () => events.push("streams end"),
        close: () => void events.push("application closes"),
      };
    },
  );
  const untilBegun = async (count: number): Promise<void> => {
    while (callers.length < count) await once(beginnings, "begun");
  };
  return {
    ...service,
    begun: begun.promise,
    untilBegun,
    release: () => gate.resolve(),
    events,
    logged,
    logs: (text) => lines.logs(text),
    callers,
  };
}
