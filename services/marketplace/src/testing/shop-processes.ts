import { join } from "node:path";
import { type RunningService, repositoryRoot, startService } from "@breakwater/testkit";

/** The program of the shop. */
export const entry: string = join(repositoryRoot, "services/marketplace/src/main.ts");

/** Starts the recommendations service as a process, with its data in a folder; port 0 takes any free one. */
export async function startRecommendations(
  dataDir: string,
  port: string = "0",
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  return await startService({
    entry: join(repositoryRoot, "services/recommendations/src/main.ts"),
    env: { PORT: port, ADMIN_PORT: "0", DATA_DIR: dataDir, ...env },
  });
}

/** Starts the shop as a process on a free port, over a recommendations service. */
export async function startShop(
  dataDir: string,
  recommendationsUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  return await startService({
    entry,
    env: {
      PORT: "0",
      ADMIN_PORT: "0",
      DATA_DIR: dataDir,
      RECOMMENDATIONS_URL: recommendationsUrl,
      // A machine that is busy answers late; what is late is not what these tests are about.
      RECOMMENDATIONS_TIMEOUT_MS: "20000",
      ...env,
    },
  });
}
