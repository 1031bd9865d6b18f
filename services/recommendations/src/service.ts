import { randomUUID } from "node:crypto";
import type { Application, RuntimeParts } from "@breakwater/service-runtime";
import { WatchHub } from "./domain/watch-hub.ts";
import { Recommender } from "./domain/recommender.ts";
import { errors } from "./rpc/errors.ts";
import { createApi } from "./rpc/routes.ts";
import { servicesOf } from "./rpc/versions.ts";
import type { Configuration } from "./settings.ts";
import { books } from "./store/books.ts";
import { openPostgresStore } from "./store/postgres.ts";
import { followNews } from "./store/postgres-news.ts";
import { openSqliteStore } from "./store/sqlite.ts";
import type { Store } from "./store/store.ts";
import { tellStoreFaults } from "./tell-store-faults.ts";

const MIB = 1024 * 1024;

/** Opens the store and puts the API on it. */
export async function openRecommendations(parts: RuntimeParts<Configuration>): Promise<Application> {
  const { configuration, draining, log } = parts;
  const { databaseUrl: url } = configuration;
  await using opened = new AsyncDisposableStack();
  const sender = randomUUID();
  const store = await openStore(parts, sender);
  opened.defer(() => store.close());
  const hub = new WatchHub();
  // SQLite has no other process that could record something.
  if (url !== "") opened.use(followNews({ url, sender, onChange: (change) => hub.publish(change) }));
  const recommender = await Recommender.create({ store: tellStoreFaults(store, log), hub });
  const interceptors = parts.interceptors(errors);
  const { apiVersions: versions, maxRequestMib } = configuration;
  const api = createApi({ recommender, interceptors, draining, readMaxBytes: maxRequestMib * MIB, versions });
  const resources = opened.move();
  return {
    api,
    services: servicesOf(versions),
    endStreams: () => recommender.shutDown(),
    close: () => resources.disposeAsync(),
  };
}

async function openStore(parts: RuntimeParts<Configuration>, sender: string): Promise<Store> {
  const { configuration, log, setAble } = parts;
  const { databaseUrl, dataDir } = configuration;
  if (databaseUrl === "") return await openSqliteStore(dataDir, books);
  const onReachable = (isReachable: boolean): void => {
    if (isReachable) log.info("the database answers again");
    else log.error("the database does not answer");
    setAble(isReachable);
  };
  return await openPostgresStore({ url: databaseUrl, onReachable, sender }, books);
}
