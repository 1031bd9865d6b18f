import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, runPnpm, temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";

/** What package.json pins, as `process.version` writes it. */
const pinned = `v${/"node": "([\d.]+)"/.exec(readFileSync(join(repositoryRoot, "package.json"), "utf8"))?.[1]}`;

test("the pin is exact", () => {
  expect(pinned).toMatch(/^v\d+\.\d+\.\d+$/);
});

test("the tests run on the pinned Node", () => {
  expect(process.version).toBe(pinned);
});

test("scripts run on the pinned Node", async () => {
  const version = await runPnpm(["--silent", "exec", "node", "--version"], { cwd: repositoryRoot });
  expect(version.trim()).toBe(pinned);
});

test("a service runs on the pinned Node, and ends when its channel closes", async () => {
  using folder = temporaryFolder();
  const service = fork(join(repositoryRoot, "services/recommendations/src/main.ts"), {
    cwd: repositoryRoot,
    execArgv: ["--conditions=@breakwater/source"],
    env: { ...process.env, PORT: "0", ADMIN_PORT: "0", DATA_DIR: folder.path },
    stdio: "ignore",
  });
  const closed = once(service, "exit");
  // One that ends before it is ready fails here, and does not leave the test waiting.
  expect(await Promise.race([once(service, "message"), closed])).toMatchObject([
    { type: "ready", node: pinned },
    undefined,
  ]);
  service.disconnect();
  expect(await closed).toEqual([0, null]);
});
