import { join } from "node:path";
import { spawnService, temporaryFolder } from "@breakwater/testkit";
import { repositoryRoot } from "../../repository/files.ts";

/** HTTP status of each path on the private port of a service, which is started for it. */
export async function operatorPages(service: string, paths: readonly string[]): Promise<Map<string, number>> {
  using folder = temporaryFolder();
  await using process = spawnService({
    entry: join(repositoryRoot, `services/${service}/src/main.ts`),
    env: { PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path },
  });
  const message = await process.firstMessage;
  if (typeof message !== "object" || message === null || !("adminUrl" in message))
    throw new Error(process.output.stderr);
  const statuses = paths.map(async (path) => {
    const { status } = await fetch(`${String(message.adminUrl)}${path}`);
    return [path, status] as const;
  });
  return new Map(await Promise.all(statuses));
}
