import { existsSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { createLog, readConfiguration, type Service, startService as start } from "@breakwater/service-runtime";
import { type Configuration, settings } from "./settings.ts";
import { release } from "./release.ts";
import { openRecommendations } from "./service.ts";

const log = createLog(() => undefined);

function configuration(dataDir: string, port = "0"): Configuration {
  return readConfiguration(settings, { DATA_DIR: dataDir, PORT: port, ADMIN_PORT: "0" }).values;
}

async function startService(values: Configuration): Promise<Service> {
  return await start({ configuration: values, log, release }, openRecommendations);
}

/** Whether a process has the data file open: SQLite deletes the write-ahead log with the last connection. */
function isOpen(dataDir: string): boolean {
  return existsSync(join(dataDir, "recommendations.sqlite-wal"));
}

test("a drain closes the store last", async () => {
  using folder = temporaryFolder();
  const service = await startService(configuration(folder.path));
  expect(isOpen(folder.path)).toBe(true);
  await service.drain();
  expect(isOpen(folder.path)).toBe(false);
});

test("a start that fails at the port closes the store that it had opened", async () => {
  using folder = temporaryFolder();
  using other = temporaryFolder();
  const first = await startService(configuration(folder.path));
  const { port } = new URL(first.url);
  await expect(startService(configuration(other.path, port))).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(existsSync(join(other.path, "recommendations.sqlite"))).toBe(true);
  expect(isOpen(other.path)).toBe(false);
  await first.drain();
});
