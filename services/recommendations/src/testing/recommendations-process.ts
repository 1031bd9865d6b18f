import { fileURLToPath } from "node:url";
import { startService, type RunningService } from "@breakwater/testkit";

/** The program of this service. */
export const entry: string = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Starts the service as a process on a free port, with its data in a folder. */
export function startRecommendations(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  return startService({ entry, env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: dataDir, ...env } });
}
