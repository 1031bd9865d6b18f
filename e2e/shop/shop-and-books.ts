import { join } from "node:path";
import { type RunningService, repositoryRoot, startService, temporaryFolder } from "@breakwater/testkit";

/** The shop and the recommendations service, as processes with data of their own. */
export interface ShopAndBooks extends AsyncDisposable {
  /** Address of the shop. */
  readonly url: string;
  /** Ends the recommendations service as a power cut does. */
  stopBooks(): Promise<void>;
  /** Starts it again, at the same address with the same data. */
  startBooks(): Promise<void>;
}

function start(name: string, env: Readonly<Record<string, string>>): Promise<RunningService> {
  return startService({
    entry: join(repositoryRoot, `services/${name}/src/main.ts`),
    env: { PORT: "0", ADMIN_PORT: "0", ...env },
  });
}

/** Starts both. */
export async function startShopAndBooks(env: Readonly<Record<string, string>> = {}): Promise<ShopAndBooks> {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, "recommendations");
  let books = await start("recommendations", { DATA_DIR: dataDir });
  const { url } = books;
  const shop = await start("marketplace", {
    DATA_DIR: join(folder.path, "marketplace"),
    RECOMMENDATIONS_URL: url,
    // A machine that is busy answers late, which is not what these tests are about.
    RECOMMENDATIONS_TIMEOUT_MS: "20000",
    REQUESTS_PER_MINUTE: "100000",
    ...env,
  });
  return {
    url: shop.url,
    stopBooks: async () => await books[Symbol.asyncDispose](),
    startBooks: async () => {
      books = await start("recommendations", { DATA_DIR: dataDir, PORT: new URL(url).port });
    },
    [Symbol.asyncDispose]: async () => {
      await shop[Symbol.asyncDispose]();
      await books[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
